package io.tillgate.pos;

/** A body that is not the JSON that it should be. The message never quotes it. */
final class BadJson extends Exception {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  BadJson(String pointer, String message) {
    super(message, null, false, false);
    this.pointer = pointer;
  }

  /** Where, as JSON Pointer. */
  String pointer() {
    return pointer;
  }
}
