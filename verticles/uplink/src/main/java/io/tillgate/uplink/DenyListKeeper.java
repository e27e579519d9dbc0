package io.tillgate.uplink;

import java.io.IOException;
import java.util.Collection;

/**
 * Where the deny list that central sends is kept: cards, by token, that must not be approved
 * offline. {@link #version} is asked on the uplink's context; the others are called on a thread
 * that may block, one at a time.
 */
public interface DenyListKeeper {
  /** Central's number of the list that is held; -1 without one. */
  long version();

  /**
   * Puts another list in place of the one held; durable when it returns.
   *
   * @param centralMillis when it was true, by central's clock
   */
  void replace(long version, long centralMillis, Collection<String> tokens) throws IOException;

  /** The list held is still the newest, by central's clock. */
  void confirm(long version, long centralMillis) throws IOException;
}
