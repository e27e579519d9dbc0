package io.tillgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk of which one sector cannot be read any more. */
record UnreadableSector(SimulatedDisk disk, Path path, long position) implements Disk {
  @Override
  public void makeDirectory(Path directory) throws IOException {
    disk.makeDirectory(directory);
  }

  @Override
  public List<Path> list(Path directory) {
    return disk.list(directory);
  }

  @Override
  public SegmentFile open(Path file, boolean writable) throws IOException {
    SegmentFile sound = disk.open(file, writable);
    return file.equals(path) ? new Bad(sound, position) : sound;
  }

  @Override
  public SegmentFile create(Path file) throws IOException {
    return disk.create(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    disk.forceDirectory(directory);
  }

  @Override
  public long usableBytes(Path directory) {
    return disk.usableBytes(directory);
  }

  private record Bad(SegmentFile sound, long position) implements SegmentFile {
    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      boolean touches = at < position + 512 && at + into.remaining() > position;
      if (touches) throw new IOException("EIO");
      return sound.read(into, at);
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
      return sound.write(from, at);
    }

    @Override
    public void force() throws IOException {
      sound.force();
    }

    @Override
    public long size() throws IOException {
      return sound.size();
    }

    @Override
    public void close() throws IOException {
      sound.close();
    }
  }
}
