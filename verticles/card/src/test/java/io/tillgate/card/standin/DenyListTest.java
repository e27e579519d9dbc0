package io.tillgate.card.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenyListTest {
  @TempDir Path temp;

  @Test
  @DisplayName(
      "RULES 1 stand-in: the deny list is replaced as a whole, survives a start, and knows its age")
  void aListIsReplacedAsAWholeAndSurvivesAStart() throws IOException {
    Path file = temp.resolve("denylist");
    DenyList list = DenyList.open(file);
    assertEquals(DenyList.NO_AGE, list.ageMillis(1_000));
    assertFalse(list.contains("tk_1"));
    list.replace(7, 1_000, List.of("tk_1", "tk_2"));
    list.replace(8, 2_000, List.of("tk_2", "tk_3"));
    for (DenyList each : List.of(list, DenyList.open(file))) {
      assertFalse(each.contains("tk_1"));
      assertTrue(each.contains("tk_2") && each.contains("tk_3"));
      assertFalse(each.contains(null));
      assertEquals(8, each.version());
      assertEquals(2, each.size());
      assertEquals(500, each.ageMillis(2_500), "its own time, not the file's");
      assertEquals(0, each.ageMillis(1_500), "central's clock is ahead");
    }
  }

  @Test
  void aListThatIsCutOffOrFlippedIsRefusedWithWhatToDo() throws IOException {
    Path file = temp.resolve("denylist");
    DenyList.open(file).replace(7, 1_000, List.of("tk_1", "tk_2"));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      IOException told = assertThrows(IOException.class, () -> DenyList.open(file));
      assertTrue(told.getMessage().contains("remove it"), told.getMessage());
    }
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      assertThrows(IOException.class, () -> DenyList.open(file));
    }
  }

  @Test
  void aDiskThatDoesNotTakeTheNewListLeavesTheOldOne() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("room"));
    DenyList list = DenyList.open(directory.resolve("denylist"));
    list.replace(7, 1_000, List.of("tk_1"));
    Files.createDirectory(directory.resolve("denylist.new"));
    assertThrows(IOException.class, () -> list.replace(8, 2_000, List.of("tk_2")));
    assertTrue(list.contains("tk_1"));
    assertFalse(list.contains("tk_2"));
    assertEquals(7, DenyList.open(directory.resolve("denylist")).version());
    List<String> tooMany = Collections.nCopies(DenyList.MAX_TOKENS + 1, "tk");
    assertThrows(IOException.class, () -> list.replace(9, 3_000, tooMany));
  }
}
