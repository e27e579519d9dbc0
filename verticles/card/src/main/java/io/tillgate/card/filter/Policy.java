package io.tillgate.card.filter;

/**
 * What one body is held against. Immutable.
 *
 * @param net what is done with numbers anywhere
 * @param keepsCodes whether codes and tracks may pass: to an upstream that is listed for it
 */
record Policy(Rule net, boolean keepsCodes, FieldPaths json, FieldPaths xml, FieldPaths form) {
  static final Rule CODE = new Rule(Rule.Kind.CODE, Action.REMOVE, false);
  static final Rule TRACK = new Rule(Rule.Kind.TRACK, Action.REMOVE, false);

  /** The same for a body in which lengths have to stay. */
  Policy sameLength() {
    Action action = net.action() == Action.TOKENISE ? Action.MASK : net.action();
    return new Policy(
        new Rule(Rule.Kind.NET, action, false),
        keepsCodes,
        FieldPaths.NONE,
        FieldPaths.NONE,
        FieldPaths.NONE);
  }

  /** What is done with the text of a field that a path leads to, or whose name tells. */
  Rule rule(Rule byPath, byte[] name, int length) {
    if (byPath != null) return byPath;
    if (keepsCodes) return net;
    Rule.Kind kind = Rule.named(name, length);
    if (kind == null) return net;
    return kind == Rule.Kind.CODE ? CODE : TRACK;
  }
}
