package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * SoftHSM with two tokens of this test run. Its library looks for tokens once a process, so both
 * are made before it is loaded; and it finds its configuration through the environment, which a JVM
 * cannot change: so tokens lie where the user's own do, under names of their own, and are removed
 * when the process ends.
 */
final class SoftToken {
  static final String PIN = "4711-till";

  private static final Pattern SLOT = Pattern.compile("slot (\\d+)");

  private final String label;
  private final long slot;

  private SoftToken(String label, long slot) {
    this.label = label;
    this.slot = slot;
  }

  static Path library() {
    return Stream.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so")
        .map(Path::of)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }

  private static List<SoftToken> both;

  /** Skips the test where there is no SoftHSM that this user may use. */
  static synchronized List<SoftToken> both() throws IOException {
    if (both == null) {
      List<SoftToken> made = List.of(make(), make());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> made.forEach(SoftToken::remove)));
      both = made;
    }
    return both;
  }

  private static SoftToken make() throws IOException {
    assumeTrue(library() != null, "softhsm2 is not installed");
    String label = "tillgate-test-" + System.nanoTime();
    List<String> told =
        run(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            label,
            "--pin",
            PIN,
            "--so-pin",
            PIN);
    assumeTrue(told.get(0).equals("0"), "root or the group softhsm may use SoftHSM: " + told);
    Matcher slot = SLOT.matcher(String.join(" ", told));
    assumeTrue(slot.find(), "softhsm2-util names no slot: " + told);
    return new SoftToken(label, Long.parseLong(slot.group(1)));
  }

  Pkcs11Settings settings() {
    return new Pkcs11Settings(library(), slot, null);
  }

  Pkcs11Keys signOn() throws BadKeyRing {
    return Pkcs11Keys.signOn(settings(), PIN.toCharArray());
  }

  private void remove() {
    try {
      run("softhsm2-util", "--delete-token", "--token", label);
    } catch (IOException e) {
      System.out.println(label + " is left behind: " + e);
    }
  }

  /** The exit code, and what was printed. */
  private static List<String> run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> told = new ArrayList<>();
    told.addAll(new String(process.getInputStream().readAllBytes()).lines().toList());
    int code;
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) throw new IOException("no end of " + command[0]);
      code = process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    told.add(0, String.valueOf(code));
    return told;
  }
}
