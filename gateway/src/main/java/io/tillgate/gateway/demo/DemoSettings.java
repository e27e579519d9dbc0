package io.tillgate.gateway.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a demo is told.
 *
 * @param data directory that a later run continues from
 * @param length how long the shops sell; null until somebody stops it
 * @param sales a file with the columns of online-retail.csv, or null for baskets made from {@code
 *     seed}
 * @param seed of baskets and of the acquirer's misbehaviour
 * @param basketsPerSecond of each store
 * @param wanDown when the first store's line is cut
 * @param acquirerDown when both stores' line to the acquirer is cut
 * @param pagePort 0 for any free one
 * @param dialect one that comes with the program; terminals and acquirer speak it
 * @param faults whether the acquirer is now and then silent, late, doubled or gone
 */
public record DemoSettings(
    Path data,
    Duration length,
    Path sales,
    long seed,
    int basketsPerSecond,
    List<Span> wanDown,
    List<Span> acquirerDown,
    int pagePort,
    String dialect,
    boolean faults) {

  /** Names of files in a settings file are meant from beside it; here they are meant from here. */
  public DemoSettings {
    data = data.toAbsolutePath().normalize();
  }

  /** The stores of a demo, in the order of their keys on the keyboard. */
  static final List<String> STORES = List.of("store-01", "store-02");

  static final List<String> NODES = List.of("central-1", "central-2");
}
