package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldMarkTest {
  @TempDir Path directory;

  @Test
  void aMarkIsGoodForItsOwnJournalOnly() throws IOException {
    FoldMark mark = new FoldMark(directory.resolve("mark"));
    assertEquals(0, mark.read(7));
    mark.write(7, 1_234);
    assertEquals(1_234, mark.read(7));
    assertEquals(0, mark.read(8));
    mark.write(7, 5_678);
    assertEquals(5_678, mark.read(7));
  }

  @Test
  void aTornOrFlippedMarkIsNoMark() throws IOException {
    Path file = directory.resolve("mark");
    FoldMark mark = new FoldMark(file);
    mark.write(7, 1_234);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertEquals(0, mark.read(7));
    }
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      assertEquals(0, mark.read(7), "bit " + bit);
    }
  }
}
