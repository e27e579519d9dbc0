package io.tillgate.gateway.demo;

import java.util.Set;

/**
 * The stores' lines to central, which the keyboard, the page and {@code --wan-down} cut and heal.
 */
interface Lines {
  Set<String> stores();

  boolean isUp(String store);

  void set(String store, boolean up);
}
