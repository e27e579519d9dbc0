package io.tillgate.gateway.role;

import io.tillgate.gateway.config.Configuration;
import io.tillgate.vault.VaultKeys;
import io.tillgate.vault.VaultSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/** The vault's settings, and its keys: read before anything starts, so that a wrong one is told. */
record OpenVault(VaultSettings settings, VaultKeys keys) {
  /** Null where central has no vault. */
  static OpenVault of(Configuration configuration) throws StartRefused {
    JsonObject section = configuration.settings().getJsonObject("vault");
    if (section == null) return null;
    try {
      VaultSettings settings = VaultSettings.of(section);
      CertificateFile.check("vault.certificate", Path.of(settings.certificate()));
      CertificateFile.checkKey(
          "vault.key", Path.of(settings.key()), Path.of(settings.certificate()));
      return new OpenVault(settings, VaultKeys.read(settings.keys()));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartRefused(e.getMessage(), e);
    }
  }
}
