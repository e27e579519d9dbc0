package io.tillgate.central.cluster;

import io.tillgate.central.settings.Section;
import java.util.List;

/**
 * How the nodes of central find each other. The cluster has neither encryption nor authentication,
 * so {@code bindTo} is an address of a private network.
 *
 * @param name nodes with another name are refused; default {@code tillgate}
 * @param bindTo the one address that Hazelcast and the event bus listen on; default 127.0.0.1
 * @param port Hazelcast's TCP port; default 5701
 * @param busPort the event bus's TCP port, 0 for any free one; default 0
 * @param members {@code host:port} of every node, this one included; default this node alone
 */
public record ClusterSettings(
    String name, String bindTo, int port, int busPort, List<String> members) {

  public ClusterSettings {
    members = List.copyOf(members);
  }

  public static ClusterSettings of(Section section) {
    String bindTo = section.text("bindTo", "127.0.0.1");
    int port = section.integer("port", 5701, 1, 65_535);
    return new ClusterSettings(
        section.text("name", "tillgate"),
        bindTo,
        port,
        section.port("busPort", 0),
        section.texts("members", List.of(bindTo + ":" + port)));
  }
}
