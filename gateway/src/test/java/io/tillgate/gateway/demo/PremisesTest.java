package io.tillgate.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.config.Role;
import io.tillgate.gateway.role.SettingRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PremisesTest {
  @TempDir Path directory;

  @Test
  void aRelativeDirectoryIsMeantFromWhereTheDemoIsStarted() throws Exception {
    Path here = Path.of("").toAbsolutePath();
    Path relative = here.relativize(directory.toRealPath());
    DemoSettings settings =
        new DemoSettings(relative, null, null, 1, 1, List.of(), List.of(), 0, "iso2003", false);
    assertTrue(settings.data().isAbsolute());
    Premises premises = new Premises(settings.data(), settings.dialect());
    Path edge = premises.edge("store-01", new Premises.EdgePorts(1, 2, 3), 4, 5, List.of(6, 7));
    assertEquals(List.of(), SettingRules.findings(Configuration.read(Role.EDGE, edge, Map.of())));
    Premises.NodePorts node = new Premises.NodePorts(1, 2, 3, 4, 5);
    Path central = premises.central("central-1", node, List.of(node), 6);
    assertEquals(
        List.of(), SettingRules.findings(Configuration.read(Role.CENTRAL, central, Map.of())));
  }

  @Test
  void aSecondRunInAnotherDialectIsRefused() throws Exception {
    new Premises(directory, "base24").dialect();
    assertEquals("base24.yaml", new Premises(directory, "base24").dialect().toFile().getName());
    String refusal =
        assertThrows(IOException.class, () -> new Premises(directory, "iso2003")).getMessage();
    assertTrue(refusal.contains("--dialect base24"), refusal);
  }
}
