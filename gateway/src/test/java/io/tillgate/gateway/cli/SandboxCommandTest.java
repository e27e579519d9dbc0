package io.tillgate.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.Tillgate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxCommandTest {
  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void itIsNotAmongTheCommandsThatPeopleAreShown() {
    run("--help");
    assertFalse(out.toString().contains("sandbox"), out.toString());
  }

  @Test
  void aPartMustBeNamed() {
    assertEquals(2, run("sandbox"));
    assertTrue(err.toString().contains("acquirer|shop"), err.toString());
  }

  @Test
  void wrongArgumentsAreToldWithWhatWouldBeRight() {
    String data = temp.toString();
    refused("no dialect of this name", "acquirer", "--data", data, "--dialect", "iso99");
    refused("1000 per mille", "acquirer", "--data", data, "--fault", "silent=1001");
    refused("SILENT, SLOW", "acquirer", "--data", data, "--fault", "sillent=1");
    refused("Missing required options", "shop", "--data", data);
    shopRefused("HOST:PORT", "--terminals=7001");
    shopRefused("1 to 6 letters", "--terminals=h:1", "--terminal-prefix=TOOLONG1");
    shopRefused("a rate is above 0", "--terminals=h:1", "--rate=0");
    shopRefused("mutually exclusive", "--terminals=h:1", "--rate=1", "--speed=2");
    shopRefused("tills: 1 to 99", "--terminals=h:1", "--tills=0");
  }

  private void shopRefused(String reason, String... more) {
    String[] all = new String[more.length + 5];
    all[0] = "shop";
    all[1] = "--store=s";
    all[2] = "--events=http://127.0.0.1:1";
    all[3] = "--data=" + temp;
    all[4] =
        more.length > 1 && more[1].startsWith("--terminal-prefix")
            ? "--seed=1"
            : "--terminal-prefix=T";
    System.arraycopy(more, 0, all, 5, more.length);
    refused(reason, all);
  }

  private void refused(String reason, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "sandbox";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    assertEquals(2, run(all), () -> String.join(" ", all) + ": " + err);
    assertTrue(err.toString().contains(reason), err.toString());
  }

  @Test
  void certificatesAreMadeAndNamed() throws IOException {
    String folder = temp.resolve("ca").toString();
    int code =
        run("sandbox", "certificates", folder, "--server", "central", "--edge", "london/edge-1");
    assertEquals(0, code, err::toString);
    for (String file : out.toString().strip().split("\\R")) {
      assertTrue(Files.readString(Path.of(file)).startsWith("-----BEGIN CERTIFICATE"), file);
    }
    assertEquals(2, run("sandbox", "certificates", folder, "--edge", "london"));
    assertEquals(2, run("sandbox", "certificates", folder, "--edge", "a b/c"));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Tillgate.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
