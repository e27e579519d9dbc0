package io.tillgate.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One process a directory. The lock goes with the process, however it ends. */
final class DirectoryLock implements AutoCloseable {
  static final String FILE_NAME = "lock";
  private static final int MAX_PID_BYTES = 20;

  /**
   * Directories that this process holds. Asked before the file is touched: closing any channel to
   * the lock file gives up the process's lock on it (POSIX).
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static DirectoryLock take(Path directory) throws IOException, JournalRefusal {
    Path real = directory.toRealPath();
    if (!HELD.add(real)) throw refusal(directory, Long.toString(ProcessHandle.current().pid()));
    boolean taken = false;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(real.resolve(FILE_NAME), CREATE, READ, WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) throw refusal(directory, readPid(channel));
      writePid(channel);
      taken = true;
      return new DirectoryLock(real, channel);
    } finally {
      if (!taken) {
        if (channel != null) channel.close();
        HELD.remove(real);
      }
    }
  }

  private static JournalRefusal refusal(Path directory, String pid) {
    return new JournalRefusal(
        "the journal in "
            + directory
            + " is in use by process "
            + pid
            + "; stop that one first, or name another data directory");
  }

  private static String readPid(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(MAX_PID_BYTES);
    channel.read(pid, 0);
    String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip();
    return text.matches("\\d+") ? text : "(unknown)";
  }

  private static void writePid(FileChannel channel) throws IOException {
    String pid = ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(directory);
    }
  }
}
