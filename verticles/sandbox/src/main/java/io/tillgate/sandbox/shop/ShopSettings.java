package io.tillgate.sandbox.shop;

import io.tillgate.sandbox.terminal.TerminalSettings;
import io.tillgate.wire.Dialect;
import java.net.URI;
import java.nio.file.Path;

/**
 * One store's tills and terminals.
 *
 * @param store the store's name at the edge
 * @param edge where things are
 * @param tills 1 to {@link #MAX_TILLS}; each has a terminal of its own
 * @param terminalPrefix 1 to 6 letters and digits; terminals are called so and a number of two
 *     digits, and no two stores of one acquirer may have prefixes of which one begins with the
 *     other
 * @param data folder of the tills' and terminals' files
 * @param sales a file with the columns of online-retail.csv, or null for baskets made from {@code
 *     seed}
 * @param currency ISO 4217 letters of all prices
 * @param cardPercent of baskets that are paid by card
 * @param controlPort HTTP on loopback, for totals and draining; 0 for any free one
 */
public record ShopSettings(
    String store,
    Edge edge,
    int tills,
    String terminalPrefix,
    Path data,
    Path sales,
    long seed,
    String currency,
    Pace pace,
    int cardPercent,
    int controlPort) {

  public static final int MAX_TILLS = 99;

  /**
   * The edge, as the store sees it.
   *
   * @param events the event API: {@code http://HOST:PORT}
   * @param trust PEM file for https, or null
   * @param apiKey of the tills, or null
   * @param terminalHost where terminals connect
   * @param terminalTls null for plain TCP
   * @param dialect of the terminals
   * @param answerMillis a terminal's patience; longer than the edge's
   */
  public record Edge(
      URI events,
      Path trust,
      String apiKey,
      String terminalHost,
      int terminalPort,
      TerminalSettings.Tls terminalTls,
      Dialect dialect,
      long answerMillis) {

    /** An edge in clear on this machine, with the dialect's own patience. */
    public static Edge onLoopback(int eventPort, int terminalPort, Dialect dialect) {
      return new Edge(
          URI.create("http://127.0.0.1:" + eventPort),
          null,
          null,
          "127.0.0.1",
          terminalPort,
          null,
          dialect,
          dialect.answerMillis() + 5_000);
    }
  }

  public ShopSettings {
    if (tills < 1 || tills > MAX_TILLS) {
      throw new IllegalArgumentException("tills: 1 to " + MAX_TILLS);
    }
    if (!terminalPrefix.matches("[A-Za-z0-9]{1,6}")) {
      throw new IllegalArgumentException("terminalPrefix: 1 to 6 letters and digits");
    }
    if (cardPercent < 0 || cardPercent > 100) {
      throw new IllegalArgumentException("cardPercent: 0 to 100");
    }
  }

  /** Two tills, two baskets a second, seven in ten paid by card. */
  public static ShopSettings of(String store, Edge edge, String terminalPrefix, Path data) {
    return new ShopSettings(
        store, edge, 2, terminalPrefix, data, null, 1, "GBP", new Pace.Rate(2), 70, 0);
  }

  public ShopSettings withSales(Path sales, long seed) {
    return new ShopSettings(
        store,
        edge,
        tills,
        terminalPrefix,
        data,
        sales,
        seed,
        currency,
        pace,
        cardPercent,
        controlPort);
  }

  public ShopSettings withPace(int tills, Pace pace, int cardPercent) {
    return new ShopSettings(
        store,
        edge,
        tills,
        terminalPrefix,
        data,
        sales,
        seed,
        currency,
        pace,
        cardPercent,
        controlPort);
  }

  public ShopSettings withControlPort(int controlPort) {
    return new ShopSettings(
        store,
        edge,
        tills,
        terminalPrefix,
        data,
        sales,
        seed,
        currency,
        pace,
        cardPercent,
        controlPort);
  }
}
