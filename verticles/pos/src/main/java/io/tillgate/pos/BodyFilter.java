package io.tillgate.pos;

import io.vertx.core.buffer.Buffer;

/**
 * Reads one body on its way through and gives what may go on: bytes in, bytes out, in bounded
 * memory. This room does not know what it looks for. One context.
 */
public interface BodyFilter {
  /**
   * Takes the next bytes, and gives those that may go on; none, at times.
   *
   * @param part the filter's from now on: it may zero it
   * @throws NotPassed where the body may not pass; nothing more is asked of the filter then
   */
  Buffer take(Buffer part) throws NotPassed;

  /**
   * No more bytes come; gives the last that may go on.
   *
   * @throws NotPassed where the body may not pass
   */
  Buffer end() throws NotPassed;

  /** No more bytes come, and those that are held back are not wanted. After the end, nothing. */
  void abort();
}
