package io.tillgate.card.nexo;

import java.util.function.Consumer;

/** The way to terminals. Calls and callbacks on the card context. */
interface TerminalRoad {
  /** Whether the settings have this terminal. */
  boolean knows(String poiId);

  /**
   * Sends {@code message}, whose bytes are copied before this returns.
   *
   * @param heard called once, later, unless the call is given up first
   */
  Call ask(String poiId, byte[] message, long timeoutMillis, Consumer<Heard> heard);

  /** One question on its way. */
  interface Call {
    /** Nothing more is heard of it. */
    void giveUp();
  }

  /** What came back. */
  sealed interface Heard {}

  /**
   * @param message the answer, deciphered, as the terminal wrote it; the taker's. Empty for none
   */
  record Answered(byte[] message) implements Heard {}

  /** Certainly not heard by the terminal: no connection, or it turned the request away unread. */
  record NotTaken(String why) implements Heard {}

  /** The terminal may have heard it. */
  record NoAnswer(boolean timedOut, String why) implements Heard {}
}
