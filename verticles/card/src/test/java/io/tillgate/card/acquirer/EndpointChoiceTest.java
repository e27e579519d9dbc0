package io.tillgate.card.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointChoiceTest {
  @Test
  void thePreferredOneComesFirstThenTheOthersInACircle() {
    EndpointChoice choice = new EndpointChoice(3, 1);
    int[] expected = {1, 2, 0, 1, 2};
    for (int each : expected) {
      assertEquals(each, choice.next());
      choice.failed();
    }
    assertEquals(1, choice.rounds());
    choice.held();
    assertEquals(1, choice.next());
    assertEquals(0, choice.rounds());
  }

  @Test
  void whatIsBetterIsWhatComesEarlierInTheCircle() {
    EndpointChoice choice = new EndpointChoice(4, 2);
    assertTrue(choice.isPreferred(2));
    for (int i = 0; i < 5; i++) assertEquals(2, choice.better(3));
    Set<Integer> better = new HashSet<>();
    for (int i = 0; i < 6; i++) better.add(choice.better(1));
    assertEquals(Set.of(2, 3, 0), better);
  }

  @Test
  void moreLinksThanEndpointsStartAgainAtTheFirst() {
    assertEquals(1, new EndpointChoice(2, 3).next());
  }
}
