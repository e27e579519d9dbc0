package io.tillgate.card.filter;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.cases.Case;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.Tokenizer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A filter with a key ring of its own, and what it has told of. */
final class Filtering {
  static final String VISA = "4111111111111111";
  static final String MASTERCARD = "5555555555554444";
  static final String AMEX = "378282246310005";

  private static final Tokenizer TOKENIZER = tokenizer();

  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final Cases cases = new Cases(Clock.systemUTC(), () -> UUID.randomUUID().toString(), metrics);
  final ProxyFilter filter;

  /** The detector alone. */
  Filtering() {
    this(new JsonObject());
  }

  static Filtering with(JsonObject... routes) {
    return new Filtering(new JsonObject().put("routes", new JsonArray(List.of((Object[]) routes))));
  }

  Filtering(JsonObject section) {
    cases.attach((entries, done) -> done.accept(0), () -> 0, Runnable::run);
    filter = new ProxyFilter(FilterSettings.of(section), TOKENIZER, TOKENIZER, cases, metrics);
  }

  private static Tokenizer tokenizer() {
    try {
      Path directory = Files.createTempDirectory("tillgate-filter");
      KeyRing ring =
          KeyRing.init(directory.resolve("ring"), directory.resolve("kek"), Clock.systemUTC());
      return ring.tokenizer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BadKeyRing e) {
      throw new IllegalStateException(e);
    }
  }

  static String token(String digits) {
    byte[] bytes = digits.getBytes(StandardCharsets.US_ASCII);
    return TOKENIZER.token(bytes, 0, bytes.length);
  }

  static JsonObject route(String path, String... fields) {
    return new JsonObject()
        .put("path", path)
        .put("fields", new JsonArray(List.of((Object[]) fields)));
  }

  String json(String body) {
    return text("application/json", body);
  }

  /** What becomes of a request's body. */
  String text(String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new String(clean(type, null, bytes, null), StandardCharsets.UTF_8);
  }

  /**
   * @param cuts null for one piece
   */
  byte[] clean(String type, String encoding, byte[] body, Random cuts) {
    return clean("/any", type, encoding, body, cuts);
  }

  byte[] clean(String path, String type, String encoding, byte[] body, Random cuts) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    if (type != null) headers.set("content-type", type);
    if (encoding != null) headers.set("content-encoding", encoding);
    try (FilteredExchange exchange = filter.open("POST", path, headers)) {
      return run(exchange.request(headers), body, cuts);
    }
  }

  static byte[] run(BodyScreen screen, byte[] body, Random cuts) {
    Buffer out = Buffer.buffer();
    int at = 0;
    while (at < body.length) {
      int length = cuts == null ? body.length : 1 + cuts.nextInt(cuts.nextInt(8) == 0 ? 40 : 2);
      length = Math.min(length, body.length - at);
      out.appendBuffer(screen.take(Buffer.buffer().appendBytes(body, at, length)));
      at += length;
    }
    out.appendBuffer(screen.end());
    return out.getBytes();
  }

  List<Case> opened() {
    List<Case> opened = new ArrayList<>();
    cases.list(opened::addAll);
    return opened;
  }
}
