package io.tillgate.sandbox.nexo;

import io.vertx.core.net.KeyCertOptions;

/**
 * A sandbox terminal, whose books are in memory.
 *
 * @param poiId its name
 * @param port on loopback; 0: any free one
 * @param controlPort HTTP on loopback; 0: any free one
 * @param keyCert null: plain HTTP
 * @param customerMillis how long its customer takes over a card
 */
public record NexoTerminalSettings(
    String poiId, int port, int controlPort, KeyCertOptions keyCert, long customerMillis) {

  /** In the clear, with a quick customer. */
  public static NexoTerminalSettings of(String poiId) {
    return new NexoTerminalSettings(poiId, 0, 0, null, 5);
  }

  public NexoTerminalSettings withKeyCert(KeyCertOptions options) {
    return new NexoTerminalSettings(poiId, port, controlPort, options, customerMillis);
  }

  public NexoTerminalSettings withPort(int onPort) {
    return new NexoTerminalSettings(poiId, onPort, controlPort, keyCert, customerMillis);
  }
}
