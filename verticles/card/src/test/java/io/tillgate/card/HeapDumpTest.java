package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.Dialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A card room in a process of its own, and what its memory holds after payments of every end: no
 * card number, in no encoding (RULES of the field; PCI DSS 4.0.1, 3.3.1).
 */
@Timeout(120)
class HeapDumpTest {
  private static final String PAN = "5555555555554444";
  private static final String LAST = "378282246310005";
  private static final String TRACK = "6011111111111117=30121010000000000000";

  @TempDir Path directory;

  @Test
  @DisplayName("RULES 2 Java: after payments of every end a heap dump holds no card number")
  void afterPaymentsOfEveryEndNoCardNumberIsLeftInMemory() throws Exception {
    for (String name : List.of("iso87-ascii", "iso87-binary")) {
      String dialect = Shop.quick(directory, name, 300);
      Iso iso = new Iso(Dialect.load(Path.of(dialect)));
      try (TestHost host = new TestHost(iso)) {
        Path dump = directory.resolve(name + ".hprof");
        Process process = start(directory.resolve(name), dialect, host.port(), dump);
        try (BufferedReader said = process.inputReader()) {
          int port = Integer.parseInt(said.readLine());
          pay(iso, host, port);
          process.outputWriter().append("dump\n").flush();
          assertEquals("dumped", said.readLine());
        } finally {
          process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        assertTrue(Files.size(dump) > 1 << 20, "a dump of " + Files.size(dump));
        assertTrue(holds(dump, "PAYMENT_INTENT".getBytes()), "the dump is read");
        for (String secret : List.of(PAN, TRACK.substring(0, 16), LAST)) {
          for (byte[] form : forms(secret)) {
            assertTrue(!holds(dump, form), name + ": " + HexFormat.of().formatHex(form));
          }
        }
        Files.delete(dump);
      }
    }
  }

  /** Approved, declined, repeated, timed out and reversed, reversed by the terminal, malformed. */
  private static void pay(Iso iso, TestHost host, int port) throws Exception {
    try (TestTerminal terminal = new TestTerminal(iso, port)) {
      Shop.await("the links are up", () -> host.network().size() >= 2);
      Map<Integer, String> first = payment(iso, 1);
      for (int i = 1; i <= 50; i++) terminal.ask(200, payment(iso, i));
      terminal.ask(201, first);
      terminal.ask(400, iso.reversalOf(first));
      host.behave(received -> received.answer("05", Map.of(2, PAN)));
      terminal.ask(200, payment(iso, 60));
      host.behave(TestHost::stayStill);
      terminal.ask(200, payment(iso, 61));
      byte[] broken = iso.write(200, payment(iso, 62));
      terminal.send(java.util.Arrays.copyOf(broken, broken.length - 3));
      terminal.answer();
      host.behave(TestHost::approve);
      host.next(message -> message.mti() == 420 || message.mti() == 421);
      // What comes after has gone through every buffer once more.
      for (int i = 70; i <= 200; i++) {
        Map<Integer, String> other = payment(iso, i);
        other.put(2, LAST);
        other.remove(35);
        terminal.ask(200, other);
      }
    }
  }

  private static Map<Integer, String> payment(Iso iso, int stan) {
    Map<Integer, String> payment = iso.purchase("TERM0001", String.format("%06d", stan), 100);
    payment.put(2, PAN);
    if (stan % 2 == 0) payment.remove(2);
    payment.put(35, TRACK);
    payment.put(55, "5A08" + PAN + "9F0206000000000100");
    return payment;
  }

  private static List<byte[]> forms(String digits) {
    List<byte[]> forms = new ArrayList<>();
    forms.add(digits.getBytes(StandardCharsets.US_ASCII));
    forms.add(digits.getBytes(StandardCharsets.UTF_16BE));
    forms.add(digits.getBytes(StandardCharsets.UTF_16LE));
    forms.add(digits.getBytes(Charset.forName("IBM1047")));
    if (digits.length() % 2 == 0) forms.add(HexFormat.of().parseHex(digits));
    return forms;
  }

  private static boolean holds(Path file, byte[] wanted) throws IOException {
    byte[] window = new byte[1 << 20];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      while (true) {
        int read = in.read(window, kept, window.length - kept);
        if (read < 0) return false;
        int end = kept + read;
        for (int at = 0; at + wanted.length <= end; at++) {
          if (matches(window, at, wanted)) return true;
        }
        kept = Math.min(wanted.length - 1, end);
        System.arraycopy(window, end - kept, window, 0, kept);
      }
    }
  }

  private static boolean matches(byte[] window, int at, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (window[at + i] != wanted[i]) return false;
    }
    return true;
  }

  private static Process start(Path home, String dialect, int acquirer, Path dump)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "io.tillgate.card.CardRoomProcess",
            home.toString(),
            dialect,
            Integer.toString(acquirer),
            dump.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
