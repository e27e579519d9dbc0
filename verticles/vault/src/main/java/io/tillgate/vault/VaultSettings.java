package io.tillgate.vault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Section {@code vault} of central.yaml.
 *
 * @param host address to listen on. 127.0.0.1
 * @param port 0 for any free one. 8443
 * @param certificate this server's, PEM, and {@code key} to it
 * @param keys private keys of the vault, the newest first
 * @param retainDays a card not seen for so long is deleted. 400
 */
public record VaultSettings(
    String host,
    int port,
    String certificate,
    String key,
    List<Path> keys,
    int retainDays,
    List<Caller> callers,
    List<Destination> destinations) {

  public VaultSettings {
    keys = List.copyOf(keys);
    callers = List.copyOf(callers);
    destinations = List.copyOf(destinations);
    if (keys.isEmpty()) throw new IllegalArgumentException("vault.keys: name at least one");
    Set<String> known = destinations.stream().map(Destination::name).collect(Collectors.toSet());
    if (known.size() < destinations.size()) {
      throw new IllegalArgumentException("vault.destinations: two have one name");
    }
    for (Caller caller : callers) {
      Set<String> unknown = new HashSet<>(caller.destinations());
      unknown.removeAll(known);
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "vault.callers: "
                + caller.name()
                + " names destinations that are not listed: "
                + unknown);
      }
    }
  }

  /** Reads the section; what it leaves out has its default. */
  public static VaultSettings of(JsonObject section) {
    return new VaultSettings(
        section.getString("host", "127.0.0.1"),
        section.getInteger("port", 8443),
        section.getString("certificate"),
        section.getString("key"),
        list(section, "keys").stream().map(each -> Path.of(each.toString())).toList(),
        section.getInteger("retainDays", 400),
        list(section, "callers").stream().map(each -> Caller.of((JsonObject) each)).toList(),
        list(section, "destinations").stream()
            .map(each -> Destination.of((JsonObject) each))
            .toList());
  }

  private static JsonArray list(JsonObject section, String name) {
    return section.getJsonArray(name, new JsonArray());
  }

  Destination destination(String name) {
    return destinations.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }
}
