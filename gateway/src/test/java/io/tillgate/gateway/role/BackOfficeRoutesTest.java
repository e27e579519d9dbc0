package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.config.Finding;
import io.tillgate.gateway.config.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check says of routes to the back office. */
class BackOfficeRoutesTest {
  private static final Path CONF = Path.of(System.getProperty("project.root", ".."), "conf");

  @TempDir Path directory;

  @Test
  void whatIsShownAsAnExampleIsGood() throws IOException {
    String shipped = Files.readString(CONF.resolve("edge.yaml"));
    int from = shipped.indexOf("  # backOffice:");
    int to = shipped.indexOf("\n\n", from);
    String section = shipped.substring(from, to).replace("\n  #", "\n  ").replaceFirst("# ", "");
    assertEquals(List.of(), check(shipped.substring(0, from) + section + shipped.substring(to)));
  }

  @Test
  void revealNeedsAListedUpstreamAndIsForRequestsOnly() throws IOException {
    assertSaid("- {path: /a, action: reveal, direction: request}", "reveal needs 'upstream'");
    assertSaid(
        "- {path: /a, action: reveal, direction: request, upstream: 'http://psp.example'}",
        "https only");
    assertSaid(
        "- {path: /a, action: reveal, upstream: 'https://psp.example'}", "reveal is for requests");
    assertSaid(
        "- {path: /a, direction: response, upstream: 'https://psp.example'}", "is of requests");
    assertEquals(
        List.of(),
        check(
            settings(
                "- {path: /a, action: reveal, direction: request, upstream: 'https://a.example'}")));
  }

  @Test
  void pathsThatMeanNothingAreExplainedAtTheirLine() throws IOException {
    assertSaid("- {path: /a, fields: ['$card']}", "write it like $.card.number");
    assertSaid("- {path: /a, fields: ['//@']}", "a name has 1 to 128 characters");
    assertSaid("- {path: /a, content: json, fields: ['/a/b']}", "no path of json");
    assertSaid("- {path: /a, action: keep}", "tokenise");
    assertSaid("- {path: a}", "a path like /pay/*");
    String many = "'$.a.b.c.d.e.f', ".repeat(10);
    assertSaid("- {path: /a, fields: [" + many + "]}", "at most 64 go into one route");
  }

  private void assertSaid(String route, String words) throws IOException {
    List<Finding> findings = check(settings(route));
    assertEquals(1, findings.size(), findings.toString());
    Finding finding = findings.get(0);
    assertTrue(finding.reason().contains(words), finding.toString());
    assertTrue(finding.place().endsWith(":9"), finding.toString());
  }

  private static String settings(String route) {
    return """
        store: s
        edge: e
        card: {acquirer: {endpoints: ["a:1"]}}
        uplink: {centrals: ["https://c:1"], trustFile: t, certificateFile: c, keyFile: k}
        pos:
          backOffice:
            url: http://127.0.0.1:1
            routes:
              %s
        """
        .formatted(route);
  }

  private List<Finding> check(String yaml) throws IOException {
    Path file = directory.resolve("edge.yaml");
    Files.writeString(file, yaml);
    return SettingRules.findings(Configuration.read(Role.EDGE, file, Map.of()));
  }
}
