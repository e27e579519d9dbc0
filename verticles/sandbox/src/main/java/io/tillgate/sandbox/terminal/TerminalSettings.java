package io.tillgate.sandbox.terminal;

import io.tillgate.wire.Dialect;
import java.nio.file.Path;

/**
 * One terminal.
 *
 * @param name ISO 8583 DE41, 1 to 8 letters and digits, unique among all terminals of an acquirer
 * @param merchant DE42, up to 15 characters
 * @param acquirer DE32, up to 11 digits
 * @param currency ISO 4217 letters
 * @param host where the edge (or an acquirer) listens
 * @param tls null for plain TCP
 * @param state the terminal's own file: STAN counter, what it asked, what it owes
 * @param answerMillis without an answer for so long, the result is unknown and a reversal is owed;
 *     longer than the edge waits for its acquirer
 * @param reversalMillis from an unacknowledged reversal to its first repeat; doubled each time up
 *     to {@link #MAX_REVERSAL_MILLIS}
 */
public record TerminalSettings(
    String name,
    String merchant,
    String acquirer,
    String currency,
    Dialect dialect,
    String host,
    int port,
    Tls tls,
    Path state,
    long answerMillis,
    long reversalMillis) {

  /** Waits between two tries of a reversal grow no further. */
  public static final long MAX_REVERSAL_MILLIS = 15_000;

  /** Milliseconds for a connection to stand. */
  public static final int CONNECT_MILLIS = 3_000;

  /**
   * PEM files.
   *
   * @param trust whom the terminal believes
   * @param chain its own certificate, or null
   * @param key of its own certificate, or null
   */
  public record Tls(Path trust, Path chain, Path key) {}

  public TerminalSettings {
    if (!name.matches("[A-Za-z0-9]{1,8}")) {
      throw new IllegalArgumentException(
          "terminal '" + name + "': a name has 1 to 8 letters and digits (ISO 8583 DE41)");
    }
    if (merchant.length() > 15 || !acquirer.matches("[0-9]{1,11}")) {
      throw new IllegalArgumentException(
          "terminal " + name + ": merchant up to 15 characters, acquirer up to 11 digits");
    }
  }

  /** A terminal that waits a little longer than its dialect's time for answers. */
  public static TerminalSettings of(
      String name, String merchant, Dialect dialect, String host, int port, Path state) {
    return new TerminalSettings(
        name,
        merchant,
        "100001",
        "GBP",
        dialect,
        host,
        port,
        null,
        state,
        dialect.answerMillis() + 5_000,
        1_000);
  }

  public TerminalSettings withWaits(long answerMillis, long reversalMillis) {
    return new TerminalSettings(
        name,
        merchant,
        acquirer,
        currency,
        dialect,
        host,
        port,
        tls,
        state,
        answerMillis,
        reversalMillis);
  }

  public TerminalSettings withCurrency(String currency) {
    return new TerminalSettings(
        name,
        merchant,
        acquirer,
        currency,
        dialect,
        host,
        port,
        tls,
        state,
        answerMillis,
        reversalMillis);
  }

  public TerminalSettings withTls(Tls tls) {
    return new TerminalSettings(
        name,
        merchant,
        acquirer,
        currency,
        dialect,
        host,
        port,
        tls,
        state,
        answerMillis,
        reversalMillis);
  }
}
