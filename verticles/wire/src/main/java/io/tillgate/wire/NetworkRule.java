package io.tillgate.wire;

import java.util.Map;

/**
 * Sign-on, echo and sign-off.
 *
 * @param mti of all three
 * @param signOn fields that make it a sign-on, by number
 * @param echo fields that make it an echo
 * @param signOff fields that make it a sign-off
 * @param idleMillis without traffic for so long, an echo is sent
 * @param missedEchoes after so many unanswered in a row the link counts as down
 */
public record NetworkRule(
    int mti,
    Map<Integer, String> signOn,
    Map<Integer, String> echo,
    Map<Integer, String> signOff,
    long idleMillis,
    int missedEchoes) {

  public NetworkRule {
    signOn = Map.copyOf(signOn);
    echo = Map.copyOf(echo);
    signOff = Map.copyOf(signOff);
  }
}
