package io.tillgate.pos;

import com.fasterxml.jackson.databind.JsonMappingException;
import io.tillgate.retail.Flaw;
import io.tillgate.retail.Invariants;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.feed.Batch;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a body may come in: JSON, no card number, the schema's shape, sums that agree, of
 * this store, of a size that the journal takes. Only what passes all of it is an {@link Admitted}.
 * Any thread may call; nothing is kept between calls.
 */
final class Door {
  private static final int UUID_TEXT_BYTES = 36;

  /** What became of an event. */
  sealed interface Admission permits Admitted, Refused {}

  /** What became of a batch. */
  sealed interface BatchAdmission permits Items, Refused {}

  /** A batch that could be read: each event on its own, in the batch's order. */
  record Items(List<Admission> admissions) implements BatchAdmission {}

  /**
   * An event as it goes to the journal.
   *
   * @param payload canonical bytes
   */
  record Admitted(EventKind kind, RetailEvent event, byte[] payload, BodyHash hash)
      implements Admission {
    byte[] key() {
      return event.id().toString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** What stays out, and why. */
  record Refused(Problem problem) implements Admission, BatchAdmission {}

  private final String store;
  private final int maxDepth;
  private final int maxBatchEvents;
  private final CardNumberSweep sweep;
  private final SchemaCheck schemas = new SchemaCheck();

  Door(String store, int maxDepth, int maxBatchEvents, CardNumberGuard guard) {
    this.store = store;
    this.maxDepth = maxDepth;
    this.maxBatchEvents = maxBatchEvents;
    this.sweep = new CardNumberSweep(guard);
  }

  Admission admit(EventKind kind, byte[] body) {
    try {
      StrictJson.Document document = StrictJson.read(body, maxDepth);
      if (!document.flaws().isEmpty()) return refuse(Problem.wrongShape(document.flaws()));
      return admit(kind, "", document.tree());
    } catch (BadJson e) {
      return refuse(Problem.badJson(e));
    }
  }

  BatchAdmission admitBatch(byte[] body) {
    try {
      StrictJson.Document document = StrictJson.read(body, maxDepth);
      if (!document.flaws().isEmpty()) return refuse(Problem.wrongShape(document.flaws()));
      List<Flaw> flaws = schemas.of("batch.json", document.tree());
      if (!flaws.isEmpty()) return refuse(Problem.wrongShape(flaws));
      List<?> items = (List<?>) ((Map<?, ?>) document.tree()).get("events");
      if (items.size() > maxBatchEvents) return refuse(Problem.batchTooLong(maxBatchEvents));
      List<Admission> admissions = new ArrayList<>(items.size());
      for (int i = 0; i < items.size(); i++) {
        Map<?, ?> item = (Map<?, ?>) items.get(i);
        EventKind kind = EventKind.of((String) item.get("kind"));
        admissions.add(admit(kind, "/events/" + i + "/event", item.get("event")));
      }
      return new Items(admissions);
    } catch (BadJson e) {
      return refuse(Problem.badJson(e));
    }
  }

  private Admission admit(EventKind kind, String at, Object tree) {
    List<Flaw> cards = sweep.of(tree);
    if (!cards.isEmpty()) return refuse(Problem.cardNumber(below(at, cards)));
    List<Flaw> shape = schemas.of(kind.schema(), tree);
    if (!shape.isEmpty()) return refuse(Problem.wrongShape(below(at, shape)));
    RetailEvent event;
    try {
      event = RetailJson.bind(tree, kind.record());
    } catch (IllegalArgumentException e) {
      return refuse(Problem.wrongShape(below(at, List.of(unbindable(e)))));
    }
    if (!event.store().equals(store)) {
      Flaw flaw = new Flaw("/store", "is not this store, which is " + store);
      return refuse(Problem.wrongShape(below(at, List.of(flaw))));
    }
    List<Flaw> sums = Invariants.of(event);
    if (!sums.isEmpty()) return refuse(Problem.wrongSums(below(at, sums)));
    byte[] payload = RetailJson.write(event);
    if (payload.length > Batch.MAX_PAYLOAD_BYTES - UUID_TEXT_BYTES) {
      return refuse(Problem.tooLarge(Batch.MAX_PAYLOAD_BYTES - UUID_TEXT_BYTES));
    }
    return new Admitted(kind, event, payload, BodyHash.of(event.type().code(), payload));
  }

  /** The schema lets it pass, the calendar does not: the thirtieth of February. */
  private static Flaw unbindable(IllegalArgumentException e) {
    if (!(e.getCause() instanceof JsonMappingException mapping)) {
      return new Flaw("", "does not fit the schema");
    }
    String at = "";
    for (JsonMappingException.Reference step : mapping.getPath()) {
      at =
          step.getFieldName() == null
              ? Pointer.child(at, step.getIndex())
              : Pointer.child(at, step.getFieldName());
    }
    boolean time = mapping.getCause() instanceof DateTimeException;
    return new Flaw(at, time ? "is a time that does not exist" : "does not fit the schema");
  }

  private static List<Flaw> below(String at, List<Flaw> flaws) {
    return flaws.stream()
        .map(flaw -> new Flaw(at + flaw.pointer(), flaw.reason(), flaw.offByMinor()))
        .toList();
  }

  private static Refused refuse(Problem problem) {
    return new Refused(problem);
  }
}
