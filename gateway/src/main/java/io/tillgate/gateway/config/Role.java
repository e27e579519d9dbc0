package io.tillgate.gateway.config;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What a process is. Each role has a settings file and a schema of that name. */
public enum Role {
  EDGE,
  CENTRAL;

  /** In lower case, as people type it and as files are named. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The role whose settings {@code content} holds more of; empty where that does not tell. */
  public static Optional<Role> of(JsonObject content) {
    long edge = content.fieldNames().stream().filter(SettingSchema.of(EDGE)::has).count();
    long central = content.fieldNames().stream().filter(SettingSchema.of(CENTRAL)::has).count();
    if (edge == central) return Optional.empty();
    return Optional.of(edge > central ? EDGE : CENTRAL);
  }
}
