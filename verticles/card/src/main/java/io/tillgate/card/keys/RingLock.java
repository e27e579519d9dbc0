package io.tillgate.card.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;

/** One deed at a time on a ring; a process that dies lets go of it. */
final class RingLock implements AutoCloseable {
  private static final String LOCK_FILE = "ring.lock";

  private final FileChannel channel;

  private RingLock(FileChannel channel) {
    this.channel = channel;
  }

  static RingLock take(Path directory) throws IOException, BadKeyRing {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK_FILE),
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PrivateFile.ownerOnly(directory));
    try {
      if (channel.tryLock() != null) return new RingLock(channel);
    } catch (OverlappingFileLockException e) {
      // This process holds it; said below.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new BadKeyRing(
        "somebody is changing the keys in %s at this moment: try again when that is done"
            .formatted(directory));
  }

  /** Says to the compiler that the lock is there to be held. */
  void stay() {
    if (!channel.isOpen()) throw new IllegalStateException("the lock was given up");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
