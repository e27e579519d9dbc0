package io.tillgate.card.filter;

/** Takes a body's bytes as they come, and keeps no reference to them. */
interface Feed {
  /**
   * @throws Refused where they may not pass
   */
  void feed(byte[] bytes, int offset, int length);

  /**
   * No more come.
   *
   * @throws Refused where they may not pass
   */
  void end();
}
