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

/** What is refused before central is asked; {@code DemoIT} puts a list into a running central. */
class DenyListCommandTest {
  @TempDir Path temp;
  private final StringWriter err = new StringWriter();

  private int put(String content) throws IOException {
    Path list = Files.writeString(temp.resolve("cards.txt"), content);
    return Tillgate.commandLine()
        .setErr(new PrintWriter(err))
        .execute("denylist", "put", list.toString(), "--config", temp + "/central.yaml");
  }

  @Test
  void aCardNumberIsRefusedByItsLineAndNotRepeated() throws IOException {
    assertEquals(1, put("# stolen\ntk_abc\n4111 1111 1111 1111\n"));
    assertTrue(err.toString().contains("line 3 has a card number"), err.toString());
    assertFalse(err.toString().contains("1111"), err.toString());
  }

  @Test
  void whatIsNoTokenIsRefusedByItsLine() throws IOException {
    assertEquals(1, put("tk_abc\ntk_a b\n"));
    assertTrue(err.toString().contains("line 2 is no token"), err.toString());
  }

  @Test
  void settingsThatAreNotThereAreSaid() throws IOException {
    assertEquals(1, put("tk_abc\n"));
    assertTrue(err.toString().contains("central.yaml"), err.toString());
  }
}
