package io.tillgate.journal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Destroyable;

/**
 * The data keys of one journal, by version: the active one, under which segments are begun, and
 * those that older segments still name. The set never changes; a rotation is another set.
 */
public final class DataKeys implements Destroyable {
  private final DataKey active;
  private final Map<String, DataKey> byId = new LinkedHashMap<>();

  /**
   * @param older keys that read and begin nothing any more
   * @throws IllegalArgumentException where two keys have one id
   */
  public DataKeys(DataKey active, Collection<DataKey> older) {
    this.active = active;
    byId.put(active.id(), active);
    for (DataKey key : older) {
      if (byId.put(key.id(), key) != null) {
        throw new IllegalArgumentException("two data keys are called " + key.id());
      }
    }
  }

  /** A journal's only key. */
  public static DataKeys of(DataKey only) {
    return new DataKeys(only, List.of());
  }

  public DataKey active() {
    return active;
  }

  /** The key that {@code header} was made with; the same key may have come under another id. */
  Optional<DataKey> find(SegmentHeader header) {
    DataKey named = byId.get(header.keyId());
    if (named != null && header.isUnder(named)) return Optional.of(named);
    return byId.values().stream().filter(header::isUnder).findFirst();
  }

  public Set<String> ids() {
    return byId.keySet();
  }

  DataKeys copy() {
    List<DataKey> older = byId.values().stream().filter(key -> key != active).toList();
    return new DataKeys(active.copy(), older.stream().map(DataKey::copy).toList());
  }

  /** Overwrites all of them. */
  @Override
  public void destroy() {
    for (DataKey key : byId.values()) key.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return active.isDestroyed();
  }

  @Override
  public String toString() {
    return "DataKeys" + byId.keySet();
  }
}
