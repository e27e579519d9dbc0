package io.tillgate.card.filter;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.cases.Cases;
import io.tillgate.retail.payment.CaseKind;
import io.tillgate.wire.TextNumber;

/**
 * Counts what is found in traffic with the back office, and opens a case for what lay where no
 * route says that card data may be (RULES 2, 12.10.7). Of a number it tells BIN and last four.
 */
final class Findings {
  private static final String PREFIX = "tillgate.card.filter.";

  private final Cases cases;
  private final MeterRegistry metrics;

  /**
   * Where a body or a head is.
   *
   * @param route the route's path pattern, or {@code other traffic}
   */
  record Place(String route, boolean isRequest) {
    String direction() {
      return isRequest ? "request" : "response";
    }

    String words() {
      return "back office, " + direction() + ", " + route;
    }
  }

  Findings(Cases cases, MeterRegistry metrics) {
    this.cases = cases;
    this.metrics = metrics;
  }

  void number(Place place, Rule by, byte[] digits, int length) {
    boolean byNet = by.kind() == Rule.Kind.NET;
    count(place, by.action(), byNet ? "net" : "field");
    if (byNet && by.action() != Action.REVEAL || by.action() == Action.REFUSE) {
      String what =
          byNet
              ? "in a body, in no field that a route names: "
              : "in a field in which none may be: ";
      open(place, what + TextNumber.masked(digits, length) + ", " + done(by.action()));
    }
  }

  private static String done(Action action) {
    return switch (action) {
      case TOKENISE -> "a token took its place";
      case REFUSE -> "refused";
      case MASK -> "masked";
      case REVEAL -> "passed";
      case REMOVE -> "removed";
    };
  }

  void code(Place place, Rule by) {
    boolean named = by.kind() != Rule.Kind.FIELD;
    metrics
        .counter(PREFIX + "codes", "direction", place.direction(), "found", named ? "net" : "field")
        .increment();
    if (named) open(place, "a card's security code or track in a body, removed");
  }

  void revealed(Place place) {
    count(place, Action.REVEAL, "field");
  }

  private void count(Place place, Action action, String found) {
    metrics
        .counter(
            PREFIX + "numbers",
            "direction",
            place.direction(),
            "action",
            action.word(),
            "found",
            found)
        .increment();
  }

  /** A number in an address or a header. */
  void inHead(Place place, String where) {
    open(place, "card data in the " + where + ", refused");
  }

  void refused(Place place, Refused.Reason reason) {
    metrics
        .counter(PREFIX + "refused", "direction", place.direction(), "reason", reason.type())
        .increment();
  }

  private void open(Place place, String detail) {
    cases.open(CaseKind.CARD_NUMBER_FOUND, null, place.words(), detail);
  }
}
