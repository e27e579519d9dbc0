package io.tillgate.loadtests.gatling;

/**
 * What a simulation is told by system properties, which {@code load-tests/run} sets.
 *
 * @param users tills or terminals at once; {@code users}, default 32
 * @param seconds of load; {@code seconds}, default 30
 * @param tillUrl the edge's event API; {@code tills}, default http://127.0.0.1:8080
 * @param terminalHost {@code terminalHost}, default 127.0.0.1
 * @param terminalPort {@code terminalPort}, default 8583
 * @param dialect that the terminals speak; {@code dialect}, default iso87-ascii
 * @param store that the sales name; {@code store}, default store-01
 * @param seed of the baskets; {@code seed}, default 1
 */
record Load(
    int users,
    int seconds,
    String tillUrl,
    String terminalHost,
    int terminalPort,
    String dialect,
    String store,
    long seed) {

  static Load fromProperties() {
    return new Load(
        Integer.getInteger("users", 32),
        Integer.getInteger("seconds", 30),
        System.getProperty("tills", "http://127.0.0.1:8080"),
        System.getProperty("terminalHost", "127.0.0.1"),
        Integer.getInteger("terminalPort", 8583),
        System.getProperty("dialect", "iso87-ascii"),
        System.getProperty("store", "store-01"),
        Long.getLong("seed", 1));
  }
}
