package io.tillgate.retail.feed;

/** Bytes that are not a batch. The message says at which byte and why; it never quotes contents. */
public final class BadBatch extends Exception {
  private static final long serialVersionUID = 1L;

  public BadBatch(String message) {
    super(message);
  }
}
