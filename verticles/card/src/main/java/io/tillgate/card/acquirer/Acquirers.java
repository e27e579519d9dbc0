package io.tillgate.card.acquirer;

import io.tillgate.card.message.Request;
import java.util.List;

/**
 * The acquirers of an edge, and which of them a message goes to. Called on the card context only.
 */
public interface Acquirers {
  /**
   * Where a new request goes: to the acquirer of its route, or to the one that this fails over to
   * while the first cannot take it. Only for what was never sent. Never null; it may be unable to
   * take anything.
   */
  Acquirer forRequest(Request request);

  /**
   * The acquirer of the route of {@code request}, for what none but it knows of: advices, reversals
   * of payments that the edge does not know, network messages. Never null.
   */
  Acquirer home(Request request);

  /** The one that an intent names, or that has taken its place; null where nobody has. */
  Acquirer named(String name);

  /** All of them, in the order of the settings. */
  List<Acquirer> all();

  /** There is one acquirer, and everything goes to it. */
  static Acquirers only(Acquirer one) {
    return new Acquirers() {
      @Override
      public Acquirer forRequest(Request request) {
        return one;
      }

      @Override
      public Acquirer home(Request request) {
        return one;
      }

      @Override
      public Acquirer named(String name) {
        return one.name().equals(name) ? one : null;
      }

      @Override
      public List<Acquirer> all() {
        return List.of(one);
      }
    };
  }
}
