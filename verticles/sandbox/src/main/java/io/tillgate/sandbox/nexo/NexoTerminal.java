package io.tillgate.sandbox.nexo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A payment terminal with a customer at it: idle or busy, one thing at a time, in progress while
 * the customer takes his time; it refuses a ServiceID that it has seen, can be aborted until the
 * card is charged, and remembers what it answered. Amounts are of currencies with two decimals. May
 * be asked by any thread.
 */
public final class NexoTerminal {
  private static final int MAX_HEARD = 10_000;

  private final Vertx vertx;
  private final NexoTerminalSettings settings;
  private final HttpServer server;
  private final HttpServer control;
  private final NexoBooks books = new NexoBooks();
  private final List<JsonObject> heard = Collections.synchronizedList(new ArrayList<>());
  private final List<JsonObject> said = Collections.synchronizedList(new ArrayList<>());
  private final NexoWords words;
  private volatile NexoFaults faults = NexoFaults.NONE;
  private final Object lock = new Object();

  /** What its customer is at; null while it is idle. */
  private String current;

  private boolean isAborted;
  private boolean isHeld;
  private List<Runnable> held = new ArrayList<>();

  private NexoTerminal(Vertx vertx, NexoTerminalSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.words = new NexoWords(books, () -> faults);
    HttpServerOptions options =
        new HttpServerOptions().setHost("127.0.0.1").setPort(settings.port());
    if (settings.keyCert() != null) options.setSsl(true).setKeyCertOptions(settings.keyCert());
    server = vertx.createHttpServer(options).requestHandler(this::serve);
    control = vertx.createHttpServer().requestHandler(this::control);
  }

  public static Future<NexoTerminal> start(Vertx vertx, NexoTerminalSettings settings) {
    NexoTerminal terminal = new NexoTerminal(vertx, settings);
    return terminal
        .server
        .listen()
        .compose(open -> terminal.control.listen(settings.controlPort(), "127.0.0.1"))
        .map(terminal);
  }

  public int port() {
    return server.actualPort();
  }

  public int controlPort() {
    return control.actualPort();
  }

  public String url() {
    return (settings.keyCert() == null ? "http" : "https") + "://localhost:" + port() + "/nexo";
  }

  public Future<Void> close() {
    return server.close().eventually(control::close);
  }

  public void faults(NexoFaults wanted) {
    faults = wanted;
  }

  /** Until {@link #letGo} the customer does nothing. */
  public void hold() {
    synchronized (lock) {
      isHeld = true;
    }
  }

  public void letGo() {
    List<Runnable> waiting;
    synchronized (lock) {
      isHeld = false;
      waiting = held;
      held = new ArrayList<>();
    }
    waiting.forEach(Runnable::run);
  }

  /** What was asked so far, the latest last. */
  public List<JsonObject> heard() {
    return List.copyOf(heard);
  }

  /** What was answered so far, the latest last; what was lost among it. */
  public List<JsonObject> said() {
    return List.copyOf(said);
  }

  /** {@code standingMinor}, {@code refundedMinor} by currency, {@code payments}. */
  public JsonObject totals() {
    synchronized (lock) {
      return books.totals();
    }
  }

  private void control(HttpServerRequest request) {
    String asked = request.method().name() + " " + request.path();
    switch (asked) {
      case "GET /totals" -> request.response().end(totals().toBuffer());
      case "GET /faults" -> request.response().end(faults.json().toBuffer());
      case "PUT /faults" ->
          request
              .body()
              .onSuccess(
                  body -> {
                    faults = NexoFaults.of(faults.json().mergeIn(new JsonObject(body)));
                    request.response().end(faults.json().toBuffer());
                  });
      case "GET /health/live", "GET /health/ready" -> request.response().end("{\"status\":\"UP\"}");
      default -> request.response().setStatusCode(404).end("no such address\n");
    }
  }

  private void serve(HttpServerRequest request) {
    if (faults.httpStatus() != 0) {
      request.response().setStatusCode(faults.httpStatus()).end();
      return;
    }
    request.body().onSuccess(body -> take(request, body));
  }

  private void take(HttpServerRequest request, Buffer body) {
    JsonObject message;
    try {
      message = new JsonObject(body);
    } catch (DecodeException e) {
      request.response().setStatusCode(400).end("no JSON\n");
      return;
    }
    if (faults.loseRequests()) {
      request.connection().close();
      return;
    }
    if (heard.size() < MAX_HEARD) heard.add(message);
    JsonObject container = message.getJsonObject("SaleToPOIRequest", new JsonObject());
    JsonObject header = container.getJsonObject("MessageHeader", new JsonObject());
    if (!settings.poiId().equals(header.getString("POIID"))) {
      answer(request, words.reject(header, "this terminal is " + settings.poiId()));
      return;
    }
    String category = header.getString("MessageCategory", "");
    switch (category) {
      case "Payment", "Reversal" -> begin(request, header, container);
      case "TransactionStatus" -> status(request, header, container);
      case "Abort" -> abort(request);
      default -> answer(request, words.other(header, container, isBusy()));
    }
  }

  private boolean isBusy() {
    synchronized (lock) {
      return current != null;
    }
  }

  private void begin(HttpServerRequest request, JsonObject header, JsonObject container) {
    String key = NexoBooks.key(header.getString("SaleID"), header.getString("ServiceID"));
    boolean isKnown;
    boolean isBusy;
    synchronized (lock) {
      isKnown = books.answer(key) != null || key.equals(current);
      isBusy = current != null;
      if (!isKnown && !isBusy) {
        current = key;
        isAborted = false;
      }
    }
    if (isKnown) {
      answer(request, words.reject(header, "message=Duplicate ServiceID"));
    } else if (isBusy) {
      answer(request, words.busy(header, container));
    } else {
      vertx.setTimer(
          Math.max(1, settings.customerMillis()),
          tick -> customer(request, header, container, key));
    }
  }

  private void customer(
      HttpServerRequest request, JsonObject header, JsonObject container, String key) {
    synchronized (lock) {
      if (isHeld && !isAborted) {
        held.add(() -> customer(request, header, container, key));
        return;
      }
    }
    JsonObject answer;
    synchronized (lock) {
      answer =
          header.getString("MessageCategory").equals("Payment")
              ? words.pay(header, container, isAborted)
              : words.reverse(header, container);
      books.answered(key, answer.getJsonObject("SaleToPOIResponse"));
      current = null;
    }
    if (said.size() < MAX_HEARD) said.add(answer);
    if (faults.loseAnswers()) request.connection().close();
    else if (!faults.silent()) answer(request, answer);
  }

  private void status(HttpServerRequest request, JsonObject header, JsonObject container) {
    if (faults.inquiriesSilent()) return;
    synchronized (lock) {
      answer(request, words.status(header, container, current));
    }
  }

  private void abort(HttpServerRequest request) {
    List<Runnable> waiting;
    synchronized (lock) {
      isAborted = current != null;
      waiting = held;
      held = new ArrayList<>();
    }
    request.response().end();
    waiting.forEach(Runnable::run);
  }

  private void answer(HttpServerRequest request, JsonObject answer) {
    if (request.response().ended() || request.response().closed()) return;
    Buffer body = faults.garbage() ? Buffer.buffer("<html>") : answer.toBuffer();
    request.response().putHeader("content-type", "application/json").end(body);
  }
}
