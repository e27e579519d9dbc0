package io.tillgate.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * The process that {@link KillIT} kills: appends pairs of entries from several threads, and says on
 * standard output which were acknowledged. Ends itself when its parent is gone.
 */
final class KilledWriter {
  static final JournalSettings SETTINGS =
      new JournalSettings(256 << 10, 16 << 10, 64 << 10, 1 << 20, 0, Duration.ZERO);

  private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);
  private static final int CALLERS = 4;
  private static final int IN_FLIGHT = 8;

  private KilledWriter() {}

  /** Arguments: directory, round. */
  public static void main(String[] arguments) throws Exception {
    Thread parent = new Thread(KilledWriter::endWithParent);
    parent.setDaemon(true);
    parent.start();
    Journal journal = Journal.open(Path.of(arguments[0]), Fixture.key(), SETTINGS);
    say("open " + journal.nextOffset());
    for (int caller = 0; caller < CALLERS; caller++) {
      String name = arguments[1] + "." + caller;
      new Thread(() -> append(journal, name)).start();
    }
  }

  private static void append(Journal journal, String caller) {
    ArrayDeque<CompletableFuture<Void>> inFlight = new ArrayDeque<>();
    for (int number = 0; ; number += 2) {
      int first = number;
      inFlight.add(
          journal
              .append(entry(caller, number), entry(caller, number + 1))
              .thenAccept(last -> say("ack " + last + " " + caller + " " + (first + 1))));
      if (inFlight.size() == IN_FLIGHT) inFlight.remove().join();
    }
  }

  /** The one entry that {@code caller} makes with {@code number}. */
  static Entry entry(String caller, int number) {
    Random random = new Random(caller.hashCode() * 31L + number);
    byte[] payload = new byte[random.nextInt(2_000)];
    random.nextBytes(payload);
    return new Entry(1 + number % 100, (caller + " " + number).getBytes(US_ASCII), payload);
  }

  /** One write a line, past the JDK's buffers: what was said before the kill is heard after it. */
  private static void say(String line) {
    try {
      OUT.write((line + "\n").getBytes(US_ASCII));
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) continue;
    } catch (IOException e) {
      // The parent is gone as well.
    }
    Runtime.getRuntime().halt(1);
  }
}
