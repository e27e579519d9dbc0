package io.tillgate.card.nexo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JSON text indexed where it lies (RFC 8259): values are spans of the caller's bytes, so that
 * nothing of a card becomes a {@code String} unless it is asked for by name. Stricter than the RFC
 * where two readers could disagree: names are unique within their object and hold no escapes.
 */
final class Json {
  /** A receipt in a response lies nine levels deep. */
  static final int MAX_DEPTH = 32;

  /** Members of one object; the protocol's largest has some forty. */
  static final int MAX_MEMBERS = 256;

  /** Values in one message, so that its index stays small. */
  static final int MAX_VALUES = 20_000;

  enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL
  }

  /** One value; of a string the span is what stands between its quotes. */
  static final class Node {
    final Kind kind;
    final int start;
    int end;
    int nameStart = -1;
    int nameEnd = -1;
    List<Node> children = List.of();
    private final byte[] bytes;

    private Node(byte[] bytes, Kind kind, int start) {
      this.bytes = bytes;
      this.kind = kind;
      this.start = start;
    }

    /** The member of that name; null where there is none, or this is no object. */
    Node get(String name) {
      if (kind != Kind.OBJECT) return null;
      for (Node child : children) if (child.isNamed(name)) return child;
      return null;
    }

    /** Follows names downwards; null where one is not there. */
    Node at(String... path) {
      Node node = this;
      for (String name : path) {
        node = node.get(name);
        if (node == null) return null;
      }
      return node;
    }

    boolean isNamed(String name) {
      if (nameStart < 0 || nameEnd - nameStart != name.length()) return false;
      for (int i = 0; i < name.length(); i++) {
        if (bytes[nameStart + i] != name.charAt(i)) return false;
      }
      return true;
    }

    private boolean hasNameOf(Node other) {
      return Arrays.equals(bytes, nameStart, nameEnd, other.bytes, other.nameStart, other.nameEnd);
    }

    /** The bytes of a string without its escapes, or of a number; a copy, to be zeroed. */
    byte[] content() {
      byte[] copy = Arrays.copyOfRange(bytes, start, end);
      return kind == Kind.STRING ? Unescaped.of(copy) : copy;
    }

    /** Of what is no card's. */
    String text() {
      return new String(content(), StandardCharsets.UTF_8);
    }

    /** The text of the string that {@code path} leads to; null where there is none. */
    String text(String... path) {
      Node node = at(path);
      return node == null || node.kind != Kind.STRING ? null : node.text();
    }

    /** Spans of what stands in braces or brackets, these included. */
    byte[] raw() {
      boolean quoted = kind == Kind.STRING;
      return Arrays.copyOfRange(bytes, quoted ? start - 1 : start, quoted ? end + 1 : end);
    }
  }

  private final byte[] bytes;
  private int at;
  private int values;

  private Json(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Indexes {@code bytes}, which stay the caller's and must not change while nodes are used.
   *
   * @throws BadNexo where they are no JSON text, with the place
   */
  static Node read(byte[] bytes) {
    Json json = new Json(bytes);
    Node root = json.value(0);
    json.blanks();
    if (json.at != bytes.length) throw json.bad("something follows the end");
    return root;
  }

  private BadNexo bad(String what) {
    return new BadNexo("no JSON at byte " + at + ": " + what);
  }

  private void blanks() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) at++;
  }

  private int peek() {
    if (at >= bytes.length) throw bad("it ends too early");
    return bytes[at];
  }

  private Node value(int depth) {
    if (depth > MAX_DEPTH) throw bad("deeper than " + MAX_DEPTH + " levels");
    if (++values > MAX_VALUES) throw bad("more than " + MAX_VALUES + " values");
    blanks();
    int first = peek();
    return switch (first) {
      case '{' -> members(depth);
      case '[' -> items(depth);
      case '"' -> string();
      case 't' -> word(Kind.TRUE, "true");
      case 'f' -> word(Kind.FALSE, "false");
      case 'n' -> word(Kind.NULL, "null");
      default -> number();
    };
  }

  private Node members(int depth) {
    Node object = new Node(bytes, Kind.OBJECT, at++);
    List<Node> children = new ArrayList<>();
    blanks();
    while (peek() != '}') {
      if (!children.isEmpty()) comma();
      blanks();
      if (peek() != '"') throw bad("a name in quotes is missing");
      Node name = string();
      blanks();
      if (peek() != ':') throw bad("a colon is missing");
      at++;
      Node child = value(depth + 1);
      child.nameStart = name.start;
      child.nameEnd = name.end;
      add(children, child);
      blanks();
    }
    object.end = ++at;
    object.children = children;
    return object;
  }

  /** A name given twice would let the gateway book one amount and the terminal take another. */
  private void add(List<Node> children, Node child) {
    if (children.size() == MAX_MEMBERS) throw bad("more than " + MAX_MEMBERS + " members");
    for (int i = child.nameStart; i < child.nameEnd; i++) {
      if (bytes[i] == '\\') throw bad("a name with escapes");
    }
    for (Node other : children) if (other.hasNameOf(child)) throw bad("a name that is there twice");
    children.add(child);
  }

  private Node items(int depth) {
    Node array = new Node(bytes, Kind.ARRAY, at++);
    List<Node> children = new ArrayList<>();
    blanks();
    while (peek() != ']') {
      if (!children.isEmpty()) comma();
      children.add(value(depth + 1));
      blanks();
    }
    array.end = ++at;
    array.children = children;
    return array;
  }

  private void comma() {
    if (peek() != ',') throw bad("a comma is missing");
    at++;
  }

  private Node string() {
    Node string = new Node(bytes, Kind.STRING, ++at);
    while (peek() != '"') {
      int c = bytes[at];
      if (c >= 0 && c < ' ') throw bad("a control character in a string");
      if (c == '\\') escape();
      at++;
    }
    string.end = at++;
    return string;
  }

  /** Leaves {@link #at} on its last character. */
  private void escape() {
    at++;
    int c = peek();
    if (c == 'u') {
      for (int i = 0; i < 4; i++) {
        at++;
        if (Character.digit(peek(), 16) < 0) throw bad("an escape that is none");
      }
    } else if ("\"\\/bfnrt".indexOf(c) < 0) {
      throw bad("an escape that is none");
    }
  }

  private Node word(Kind kind, String word) {
    Node node = new Node(bytes, kind, at);
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) throw bad("a word that is none");
      at++;
    }
    node.end = at;
    return node;
  }

  private Node number() {
    Node number = new Node(bytes, Kind.NUMBER, at);
    if (peek() == '-') at++;
    if (peek() == '0') at++;
    else digits();
    if (at < bytes.length && bytes[at] == '.') {
      at++;
      digits();
    }
    if (at < bytes.length && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      if (peek() == '+' || peek() == '-') at++;
      digits();
    }
    number.end = at;
    return number;
  }

  private void digits() {
    int from = at;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') at++;
    if (at == from) throw bad("a value is missing");
  }
}
