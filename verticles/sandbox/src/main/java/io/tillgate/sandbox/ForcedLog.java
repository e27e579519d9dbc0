package io.tillgate.sandbox;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process of the sandbox must still know after its own {@code kill -9}: one file, one JSON
 * object a line behind its CRC32C, forced before {@link #append} completes. Everyone who waits
 * shares one force.
 *
 * <p>Futures complete on the context given to {@link #open}; calls may come from any thread, and
 * entries are written in the order of the calls. A torn last line is cut off at the next start. A
 * failing write or force ends the log: every later append fails, because a retry could lie.
 */
public final class ForcedLog implements AutoCloseable {
  /** Entries that may wait for their force; beyond it {@link #append} fails at once. */
  public static final int MAX_WAITING = 65_536;

  /** Entries that share one force. */
  private static final int MAX_SHARED = 4_096;

  /** Bytes that go to the file in one write. */
  private static final int GATHER_BYTES = 256 << 10;

  private static final int CRC_DIGITS = 8;
  private static final Logger LOG = LoggerFactory.getLogger(ForcedLog.class);

  private final Path file;
  private final Context context;
  private final Force force;
  private final FileLock lock;
  private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread writer;
  private volatile boolean closing;
  private volatile IOException failure;
  private volatile long bytes;
  private final ByteBuffer gathered = ByteBuffer.allocate(GATHER_BYTES);
  private FileChannel channel;

  /** One thing for the writer to do; {@code snapshot} replaces the whole file. */
  private record Task(byte[] lines, boolean snapshot, Promise<Void> done) {
    /** Wakes the writer for the last time. */
    static final Task CLOSE = new Task(new byte[0], false, Promise.promise());
  }

  /** How what was written reaches the disk; tests make it slow, or fail. */
  @FunctionalInterface
  public interface Force {
    Force FDATASYNC = channel -> channel.force(false);

    void force(FileChannel channel) throws IOException;
  }

  private ForcedLog(
      Path file, Context context, Force force, FileLock lock, FileChannel channel, long bytes) {
    this.file = file;
    this.context = context;
    this.force = force;
    this.lock = lock;
    this.channel = channel;
    this.bytes = bytes;
    this.writer = new Thread(this::write, "log-" + file.getFileName());
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Opens or creates {@code file}, hands every entry in it to {@code replay} in order, and keeps
   * the file for this process alone.
   *
   * @throws BrokenLog where another process has it open or a line inside it is damaged
   */
  public static ForcedLog open(Path file, Context context, Consumer<JsonObject> replay)
      throws IOException {
    return open(file, context, replay, Force.FDATASYNC);
  }

  /** As {@link #open(Path, Context, Consumer)}, with another way to the disk. */
  public static ForcedLog open(Path file, Context context, Consumer<JsonObject> replay, Force force)
      throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileLock lock = own(file);
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      long sound = LogLines.replay(file, replay);
      if (sound < channel.size()) {
        LOG.warn("{}: cutting a torn last line at byte {}", file, sound);
        channel.truncate(sound).force(true);
      }
      channel.position(sound);
      forceDirectory(file);
      return new ForcedLog(file, context, force, lock, channel, sound);
    } catch (IOException | RuntimeException e) {
      lock.acquiredBy().close();
      throw e;
    }
  }

  /** Completes when {@code entry} is on disk. */
  public Future<Void> append(JsonObject entry) {
    return submit(line(entry), false);
  }

  /**
   * Replaces all entries by {@code entries}, in one step: after a crash either the old or the new
   * ones are there. The caller's snapshot must contain what it appended before.
   */
  public Future<Void> rewrite(List<JsonObject> entries) {
    int length = 0;
    List<byte[]> lines = new ArrayList<>(entries.size());
    for (JsonObject entry : entries) {
      lines.add(line(entry));
      length += lines.get(lines.size() - 1).length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    lines.forEach(all::put);
    return submit(all.array(), true);
  }

  /** Bytes in the file. */
  public long bytes() {
    return bytes;
  }

  /** Entries that wait for their force. */
  public int waiting() {
    return tasks.size();
  }

  /** Writes what waits, then lets the file go. */
  @Override
  public void close() {
    synchronized (tasks) {
      closing = true;
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        tasks.offer(Task.CLOSE, 1, TimeUnit.SECONDS);
        writer.join(1_000);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  private Future<Void> submit(byte[] lines, boolean snapshot) {
    if (failure != null) return Future.failedFuture(failure);
    Promise<Void> done = Promise.promise();
    synchronized (tasks) {
      if (closing) return Future.failedFuture(new BrokenLog(file + ": closed"));
      if (tasks.offer(new Task(lines, snapshot, done))) return done.future();
    }
    return Future.failedFuture(
        new BrokenLog(file + ": " + MAX_WAITING + " entries wait; the disk cannot keep up"));
  }

  private void write() {
    List<Task> shared = new ArrayList<>();
    try {
      while (!shared.contains(Task.CLOSE)) {
        shared = new ArrayList<>();
        shared.add(tasks.take());
        tasks.drainTo(shared, MAX_SHARED - 1);
        settle(shared);
      }
    } catch (InterruptedException e) {
      fail(new BrokenLog(file + ": its writer was interrupted"));
    } finally {
      release();
    }
  }

  private void settle(List<Task> shared) {
    try {
      if (failure != null) throw failure;
      for (Task task : shared) {
        if (task.snapshot()) replace(task.lines());
        else gather(task.lines());
      }
      flush();
      force.force(channel);
      context.runOnContext(ignored -> shared.forEach(task -> task.done().tryComplete()));
    } catch (IOException e) {
      fail(e);
      context.runOnContext(ignored -> shared.forEach(task -> task.done().tryFail(e)));
    }
  }

  private void gather(byte[] line) throws IOException {
    if (line.length > gathered.remaining()) flush();
    if (line.length > gathered.remaining()) write(channel, ByteBuffer.wrap(line));
    else gathered.put(line);
  }

  private void flush() throws IOException {
    write(channel, gathered.flip());
    gathered.clear();
  }

  private void write(FileChannel to, ByteBuffer from) throws IOException {
    bytes += from.remaining();
    while (from.hasRemaining()) to.write(from);
  }

  private void replace(byte[] lines) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    FileChannel replacement =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    // What was gathered before is in the snapshot already.
    gathered.clear();
    bytes = 0;
    write(replacement, ByteBuffer.wrap(lines));
    replacement.force(true);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory(file);
    channel.close();
    channel = replacement;
  }

  private void fail(IOException cause) {
    if (failure == null) {
      LOG.error("{}: cannot be written any more: {}", file, cause.getMessage());
      failure = cause;
    }
  }

  private void release() {
    try {
      channel.close();
      lock.acquiredBy().close();
    } catch (IOException e) {
      LOG.warn("{}: closing: {}", file, e.getMessage());
    }
  }

  private static FileLock own(Path file) throws IOException {
    // A file of its own, because a rewrite puts another file in the log's place.
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) return lock;
    } catch (OverlappingFileLockException e) {
      // The same process opened it twice: the same answer.
    }
    channel.close();
    throw new BrokenLog(
        file + ": another running process has it open; stop that one or choose another directory");
  }

  private static void forceDirectory(Path file) throws IOException {
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }

  private static byte[] line(JsonObject entry) {
    byte[] json = entry.encode().getBytes(StandardCharsets.UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(json);
    String head = String.format("%0" + CRC_DIGITS + "x ", crc.getValue());
    return ByteBuffer.allocate(CRC_DIGITS + 1 + json.length + 1)
        .put(head.getBytes(StandardCharsets.US_ASCII))
        .put(json)
        .put((byte) '\n')
        .array();
  }
}
