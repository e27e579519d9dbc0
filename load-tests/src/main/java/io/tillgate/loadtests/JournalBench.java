package io.tillgate.loadtests;

import io.tillgate.journal.DataKey;
import io.tillgate.journal.Entry;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalSettings;
import io.tillgate.journal.JournalStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The journal's acknowledged appends a second, against what the machine's own disk can force in the
 * same minute: serial overwrites of 4 KiB in a file that is allocated. Both take short turns, so
 * that a busy neighbour troubles both alike.
 *
 * <p>{@code load-tests/run journal directory=target/journal-bench seconds=20}: the directory must
 * lie on the disk in question; it is made, and deleted in the end. Each number of writers is
 * measured for so many seconds, half of them the disk alone.
 */
public final class JournalBench {
  private static final int[] WRITERS = {1, 8, 64};
  private static final int PAYLOAD_BYTES = 512;
  private static final int BLOCK_BYTES = 4096;
  private static final int BLOCKS = 4096;
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int WARM_UP_TURNS = 12;

  private final Journal journal;
  private final FileChannel plain;
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
  private long plainForces;

  private JournalBench(Journal journal, FileChannel plain) {
    this.journal = journal;
    this.plain = plain;
  }

  /** What one number of writers did in its turns; {@code heapBytes} of all threads concerned. */
  private static final class Sum {
    double plainPerSecond;
    long nanos;
    long appends;
    long forces;
    long heapBytes;
    final List<long[]> latencies = new ArrayList<>();
    final List<long[]> plainLatencies = new ArrayList<>();
    final List<Double> ratios = new ArrayList<>();

    synchronized void add(long[] nanosEach, long allocated) {
      appends += nanosEach.length;
      latencies.add(nanosEach);
      heapBytes += allocated;
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(System.getProperty("directory", "target/journal-bench"));
    int seconds = Integer.getInteger("seconds", 20);
    Files.createDirectories(directory);
    byte[] secret = new byte[DataKey.BYTES];
    Arrays.fill(secret, (byte) 1);
    Path file = directory.resolve("plain");
    try (Journal journal =
            Journal.open(
                directory.resolve("journal"), DataKey.of(secret), JournalSettings.defaults());
        FileChannel plain =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      new JournalBench(journal, plain).run(TimeUnit.SECONDS.toNanos(seconds));
    } finally {
      delete(directory);
    }
  }

  private void run(long nanosEach) throws Exception {
    for (int i = 0; i < BLOCKS; i++) plain.write(block.clear(), (long) i * BLOCK_BYTES);
    plain.force(true);
    for (int i = 0; i < WARM_UP_TURNS; i++) {
      forcePlain(new Sum());
      append(i % 2 == 0 ? 8 : 1, new Sum());
    }
    System.out.printf(
        "records of %d bytes, turns of %d ms, %d processors, Java %s%n",
        PAYLOAD_BYTES,
        TimeUnit.NANOSECONDS.toMillis(TURN_NANOS),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    System.out.println(
        "writers  fdatasync/s  appends/s   ratio (p25   -   p75)  forces/s  appends/force"
            + "  fdatasync p50 ms, append p50, p99  heap bytes/append");
    for (int writers : WRITERS) {
      Sum sum = new Sum();
      long turns = nanosEach / TURN_NANOS / 2;
      for (long turn = 0; turn < turns; turn++) takeTurns(writers, sum);
      print(writers, sum, turns);
    }
  }

  private void takeTurns(int writers, Sum sum) throws Exception {
    double rate = forcePlain(sum);
    long appendsBefore = sum.appends;
    long nanosBefore = sum.nanos;
    append(writers, sum);
    sum.plainPerSecond += rate;
    double appendRate = (sum.appends - appendsBefore) * 1e9 / (sum.nanos - nanosBefore);
    sum.ratios.add(appendRate / rate);
  }

  private static void print(int writers, Sum sum, long turns) {
    long[] nanos = sorted(sum.latencies);
    long[] plainNanos = sorted(sum.plainLatencies);
    double[] ratios = sum.ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double seconds = sum.nanos / 1e9;
    System.out.printf(
        "%7d  %11.0f  %9.0f  %6.2f (%6.2f-%6.2f)  %8.0f  %13.1f  %6.3f  %6.3f  %6.3f  %17.0f%n",
        writers,
        sum.plainPerSecond / turns,
        sum.appends / seconds,
        at(ratios, 0.5),
        at(ratios, 0.25),
        at(ratios, 0.75),
        sum.forces / seconds,
        (double) sum.appends / sum.forces,
        plainNanos[plainNanos.length / 2] / 1e6,
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) (nanos.length * 0.99)] / 1e6,
        (double) sum.heapBytes / sum.appends);
  }

  private static long[] sorted(List<long[]> latencies) {
    return latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
  }

  private static double at(double[] sorted, double part) {
    return sorted[(int) (sorted.length * part)];
  }

  /** One turn of the disk alone: overwrite 4 KiB, force, again. Returns forces a second. */
  private double forcePlain(Sum sum) throws IOException {
    long[] nanos = new long[1 << 15];
    int count = 0;
    long start = System.nanoTime();
    long now = start;
    while (now - start < TURN_NANOS && count < nanos.length) {
      block.clear().putLong(0, plainForces);
      plain.write(block, plainForces++ % BLOCKS * BLOCK_BYTES);
      plain.force(false);
      long done = System.nanoTime();
      nanos[count++] = done - now;
      now = done;
    }
    sum.plainLatencies.add(Arrays.copyOf(nanos, count));
    return count * 1e9 / (now - start);
  }

  /** One turn of the journal: each writer appends, waits for the acknowledgement, again. */
  private void append(int writers, Sum sum) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    JournalStatus before = journal.status();
    long heapBefore = allocatedByJournal();
    long start = System.nanoTime();
    for (int i = 0; i < writers; i++) {
      Thread thread = new Thread(() -> appendUntil(start + TURN_NANOS, sum));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) thread.join();
    sum.nanos += System.nanoTime() - start;
    sum.forces += journal.status().forces() - before.forces();
    sum.heapBytes += allocatedByJournal() - heapBefore;
  }

  private void appendUntil(long end, Sum sum) {
    byte[] key = "0c9ecc43-5a0e-4b5c-9d3e-2f1c6ad7a0b1".getBytes(StandardCharsets.US_ASCII);
    Entry entry = new Entry(1, key, new byte[PAYLOAD_BYTES]);
    long[] nanos = new long[1 << 13];
    int count = 0;
    long heapBefore = allocatedBy(Thread.currentThread().getId());
    long now = System.nanoTime();
    while (now < end && count < nanos.length) {
      journal.append(entry).join();
      long done = System.nanoTime();
      nanos[count++] = done - now;
      now = done;
    }
    long heap = allocatedBy(Thread.currentThread().getId()) - heapBefore;
    sum.add(Arrays.copyOf(nanos, count), heap);
  }

  private static long allocatedByJournal() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("journal-writer"))
        .mapToLong(thread -> allocatedBy(thread.getId()))
        .sum();
  }

  private static long allocatedBy(long threadId) {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(threadId);
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
