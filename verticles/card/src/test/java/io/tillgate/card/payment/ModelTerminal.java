package io.tillgate.card.payment;

import io.tillgate.card.Iso;
import io.tillgate.card.Iso.Message;
import io.tillgate.card.message.Request;
import io.tillgate.wire.Mti;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A terminal as the field builds them: what it gets no answer to it asks again or reverses, and it
 * goes on reversing until that is accepted. Its connection breaks now and then.
 */
final class ModelTerminal {
  private static final long PATIENCE_MILLIS = 45_000;

  private final World world;
  private final Iso iso;
  private final String name;
  private Connection connection = new Connection();
  private Map<Integer, String> asked;
  private String reversalStan;
  private boolean isReversing;
  private boolean hasRepeated;
  private int tries;
  private long sends;
  private int stan;
  private int left;

  /** What the shop believes of each payment: true, it is paid. By terminal and STAN. */
  final Map<String, Boolean> believes = new HashMap<>();

  /** Whether its reversals have trace numbers of their own. */
  private final boolean numbersReversals;

  /** Whether it drops payments whose connection broke, and never asks what became of them. */
  private final boolean isForgetful;

  ModelTerminal(World world, Iso iso, String name, int payments, boolean isForgetful) {
    this.isForgetful = isForgetful;
    this.numbersReversals = world.simulation.random.nextBoolean();
    this.world = world;
    this.iso = iso;
    this.name = name;
    this.left = payments;
    this.stan = 999_990; // wraps on the way
    world.simulation.after(world.simulation.between(600, 1_000), this::next);
  }

  boolean isDone() {
    return left == 0 && asked == null;
  }

  @Override
  public String toString() {
    return name + (isDone() ? " done" : " waits for " + asked + ", " + left + " to go");
  }

  private void next() {
    if (left == 0) return;
    left--;
    stan = stan % 999_999 + 1;
    long amount = world.simulation.between(100, 9_999);
    asked = iso.purchase(name, String.format("%06d", stan), amount);
    long second = world.simulation.now() / 1_000 % 60;
    asked.put(12, String.format("1215%02d", second));
    if (numbersReversals) {
      stan = stan % 999_999 + 1;
      reversalStan = String.format("%06d", stan);
    }
    isReversing = false;
    hasRepeated = false;
    tries = 0;
    send(200);
    if (world.isRainingOnTheFloor()) {
      world.simulation.after(world.simulation.between(0, 300), this::lose);
    }
  }

  /** The connection breaks; what was asked is asked again over a new one, or reversed. */
  private void lose() {
    if (asked == null) return;
    connection.isOpen = false;
    connection = new Connection();
    if (isForgetful && !isReversing) {
      believes.put(name + "/" + asked.get(11), false);
      asked = null;
      world.simulation.after(world.simulation.between(10, world.pauseMillis), this::next);
      return;
    }
    world.simulation.after(world.simulation.between(50, 3_000), this::unanswered);
  }

  private void unanswered() {
    if (asked == null) return;
    if (!isReversing && !hasRepeated && world.simulation.chance(0.4)) {
      hasRepeated = true;
      send(201);
    } else {
      isReversing = true;
      send(tries++ == 0 ? 400 : 401);
    }
  }

  private void send(int mti) {
    Map<Integer, String> fields = isReversing ? iso.reversalOf(asked) : asked;
    if (isReversing && numbersReversals) fields.put(11, reversalStan);
    byte[] message = iso.write(mti, fields);
    long mine = ++sends;
    world.toEdge(connection, message);
    long patience = PATIENCE_MILLIS + world.simulation.between(0, 2_000);
    world.simulation.after(
        patience,
        () -> {
          if (mine == sends) unanswered();
        });
  }

  private void heard(byte[] bytes) {
    Message answer = iso.read(bytes);
    boolean undoes = Mti.isReversal(answer.mti());
    if (asked == null || undoes != isReversing) return;
    String expected = undoes && numbersReversals ? reversalStan : asked.get(11);
    if (!expected.equals(answer.field(11))) return;
    String key = name + "/" + asked.get(11);
    if (isReversing) {
      if (!answer.field(39).equals("00") && !answer.field(39).equals("25")) {
        world.simulation.after(10_000, this::unanswered);
        return;
      }
      believes.put(key, false);
    } else {
      believes.put(key, answer.field(39).equals("00"));
    }
    asked = null;
    world.simulation.after(world.simulation.between(10, world.pauseMillis), this::next);
  }

  /** The edge is gone, and all connections with it. */
  void edgeDied() {
    connection.isOpen = false;
    connection = new Connection();
    if (asked != null) {
      world.simulation.after(world.simulation.between(500, 5_000), this::unanswered);
    }
  }

  /** One connection to the edge. */
  final class Connection implements Origin {
    boolean isOpen = true;

    @Override
    public boolean isOpen() {
      return isOpen;
    }

    @Override
    public void deliver(byte[] message, Consumer<Boolean> delivered) {
      byte[] copy = message.clone();
      // A terminal that forgets is not told in vain: what the network took, it gets.
      boolean isLost = !isForgetful && world.isLostOnTheFloor();
      world.onEdge(
          1,
          () -> {
            delivered.accept(isOpen);
            if (isOpen && !isLost) heard(copy);
          });
    }

    @Override
    public void stayAsking() {}

    void accept(PaymentSwitch payments, Request request) {
      payments.accept(this, request);
    }
  }
}
