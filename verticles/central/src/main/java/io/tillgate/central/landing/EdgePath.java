package io.tillgate.central.landing;

import io.tillgate.central.ingest.Source;
import java.util.Optional;

/** What an edge asks for. Every address begins with {@code /v1/edges/<store>/<edge>}. */
sealed interface EdgePath {

  String store();

  String edge();

  /** {@code …/epochs/<epoch>}: how far central is. */
  record Next(String store, String edge, long epoch) implements EdgePath {}

  /** {@code …/epochs/<epoch>/offsets/<first>}: a batch. */
  record Offsets(String store, String edge, long epoch, long first) implements EdgePath {
    Source source() {
      return new Source(store, edge, epoch);
    }
  }

  /** {@code …/heartbeat}. */
  record Heartbeat(String store, String edge) implements EdgePath {}

  /** {@code …/deny-list}: the cards that must not be approved offline. */
  record DenyList(String store, String edge) implements EdgePath {}

  static Optional<EdgePath> of(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length < 6 || !parts[0].isEmpty()) return Optional.empty();
    if (!parts[1].equals("v1") || !parts[2].equals("edges")) return Optional.empty();
    String store = parts[3];
    String edge = parts[4];
    if (!Source.isName(store) || !Source.isName(edge)) return Optional.empty();
    if (parts.length == 6 && parts[5].equals("heartbeat")) {
      return Optional.of(new Heartbeat(store, edge));
    }
    if (parts.length == 6 && parts[5].equals("deny-list")) {
      return Optional.of(new DenyList(store, edge));
    }
    if (!parts[5].equals("epochs")) return Optional.empty();
    if (parts.length == 7) {
      return number(parts[6]).map(epoch -> new Next(store, edge, epoch));
    }
    if (parts.length != 9 || !parts[7].equals("offsets")) return Optional.empty();
    return number(parts[6])
        .flatMap(epoch -> number(parts[8]).map(first -> new Offsets(store, edge, epoch, first)));
  }

  /** Decimal digits of a long that is not below 0. */
  private static Optional<Long> number(String text) {
    if (text.isEmpty() || text.length() > 19) return Optional.empty();
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) return Optional.empty();
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
