package io.tillgate.card.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeyComponentTest {
  private static byte[] key() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static char[] typed(KeyComponent component) {
    return new String(component.text(), StandardCharsets.US_ASCII).toCharArray();
  }

  @Test
  @DisplayName("RULES 2 / 3.7.6 any m of n components give the key, and fewer do not")
  void everyChoiceOfEnoughComponentsGivesTheKeyAndNoSmallerOne() throws BadKeyRing {
    for (int count = 2; count <= 6; count++) {
      for (int threshold = 2; threshold <= count; threshold++) {
        byte[] key = key();
        List<KeyComponent> all = KeyComponent.split(KeyRole.TOKEN, key, threshold, count);
        for (int choice = 1; choice < 1 << count; choice++) {
          List<KeyComponent> some = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            if ((choice >> i & 1) == 1) some.add(KeyComponent.parse(typed(all.get(i))));
          }
          if (some.size() >= threshold) {
            assertArrayEquals(key, KeyComponent.combine(some));
          } else {
            refused(some.size() + " components were given, " + threshold + " are needed", some);
          }
        }
      }
    }
  }

  /** For one share of two, each value of the secret is met by exactly one polynomial. */
  @Test
  @DisplayName("RULES 2 / 3.7.6 a component alone says nothing of the key")
  void oneShareOfTwoLeavesEverySecretAsLikelyAsBefore() {
    for (int share = 0; share < 256; share++) {
      BitSet secrets = new BitSet();
      for (int other = 0; other < 256; other++) {
        byte[][] pair = {{(byte) share}, {(byte) other}};
        secrets.set(Shamir.combine(new int[] {1, 2}, pair)[0] & 0xff);
      }
      assertEquals(256, secrets.cardinality());
    }
  }

  @Test
  void aSlipOfThePenIsFoundWhereverItIs() throws BadKeyRing {
    KeyComponent component = KeyComponent.split(KeyRole.KEK, key(), 2, 3).get(1);
    char[] right = typed(component);
    assertEquals(76 + 18, right.length);
    for (int at = 0; at < right.length; at++) {
      if (right[at] == '-') continue;
      char[] wrong = right.clone();
      wrong[at] = right[at] == '7' ? '8' : '7';
      BadKeyRing refusal = assertThrows(BadKeyRing.class, () -> KeyComponent.parse(wrong));
      assertFalse(refusal.getMessage().contains(new String(right, 0, 9)));
    }
    assertThrows(BadKeyRing.class, () -> KeyComponent.parse(new char[0]));
    assertThrows(BadKeyRing.class, () -> KeyComponent.parse("A".repeat(75).toCharArray()));
    assertThrows(BadKeyRing.class, () -> KeyComponent.parse("A".repeat(77).toCharArray()));
    String loose =
        new String(right).toLowerCase().replace('0', 'o').replace('1', 'l').replace("-", "  ");
    assertArrayEquals(component.share(), KeyComponent.parse(loose.toCharArray()).share());
  }

  @Test
  void componentsOfTwoSplitsOrTheSameOneTwiceAreRefused() {
    byte[] key = key();
    List<KeyComponent> first = KeyComponent.split(KeyRole.TOKEN, key, 2, 3);
    List<KeyComponent> second = KeyComponent.split(KeyRole.TOKEN, key, 2, 3);
    refused("come from different splits", List.of(first.get(0), second.get(1)));
    refused("given twice", List.of(first.get(0), first.get(0)));
    first.get(1).share()[5] ^= 1;
    refused("one of them was changed", List.of(first.get(0), first.get(1)));
    refused("no component", List.of());
  }

  @Test
  void boundsOfASplitAreNamed() {
    for (int[] bad : new int[][] {{1, 2}, {3, 2}, {2, 11}, {0, 0}}) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> KeyComponent.split(KeyRole.TOKEN, key(), bad[0], bad[1]));
      assertTrue(refusal.getMessage().contains("at least 2"), refusal.getMessage());
    }
  }

  private static void refused(String expected, List<KeyComponent> components) {
    BadKeyRing refusal = assertThrows(BadKeyRing.class, () -> KeyComponent.combine(components));
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }
}
