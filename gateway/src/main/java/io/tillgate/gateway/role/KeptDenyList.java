package io.tillgate.gateway.role;

import io.tillgate.card.standin.DenyList;
import io.tillgate.uplink.DenyListKeeper;
import java.io.IOException;
import java.util.Collection;

/** The card room's deny list, as the uplink brings it: the two rooms do not know each other. */
record KeptDenyList(DenyList list) implements DenyListKeeper {
  @Override
  public long version() {
    return list.version();
  }

  @Override
  public void replace(long version, long centralMillis, Collection<String> tokens)
      throws IOException {
    list.replace(version, centralMillis, tokens);
  }

  @Override
  public void confirm(long version, long centralMillis) throws IOException {
    list.confirm(version, centralMillis);
  }
}
