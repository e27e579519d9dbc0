package io.tillgate.card.nexo;

import io.tillgate.card.stream.TlsFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Terminals over HTTPS, a connection for each question: a terminal is asked a few times a minute,
 * and one that fell asleep on a connection kept open would make every question an unknown one.
 * Messages of terminals with a key are protected on their way. State of the card context.
 */
final class HttpTerminals implements TerminalRoad {
  /** Connections to one terminal: its payment, an abort, inquiries. More questions wait. */
  private static final int MAX_CONNECTIONS = 8;

  /** Questions that wait for one of these; more are turned away. */
  private static final int MAX_WAITING = 32;

  private final Context context;
  private final NexoSettings settings;
  private final NexoKeys keys;
  private final Map<String, NexoTerminal> terminals = new HashMap<>();
  private final Map<String, HttpClient> clients = new HashMap<>();
  private boolean isClosed;

  HttpTerminals(Context context, NexoSettings settings, NexoKeys keys) {
    this.context = context;
    this.settings = settings;
    this.keys = keys;
    for (NexoTerminal each : settings.terminals()) {
      terminals.put(each.poiId(), each);
      clients.put(each.poiId(), client(context.owner(), each));
    }
  }

  private HttpClient client(Vertx vertx, NexoTerminal terminal) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(false)
            .setConnectTimeout(settings.connectTimeoutMillis())
            .setSslHandshakeTimeout(settings.connectTimeoutMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    if (terminal.uri().getScheme().equals("https")) {
      options
          .setSsl(true)
          .setEnabledSecureTransportProtocols(TlsFiles.PROTOCOLS)
          .setVerifyHost(terminal.verifyHost());
      if (terminal.trust() != null) {
        options.setTrustOptions(new PemTrustOptions().addCertPath(terminal.trust()));
      }
    }
    PoolOptions pool =
        new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING);
    return vertx.createHttpClient(options, pool);
  }

  @Override
  public boolean knows(String poiId) {
    return terminals.containsKey(poiId);
  }

  @Override
  public Call ask(String poiId, byte[] message, long timeoutMillis, Consumer<Heard> heard) {
    Buffer body = Buffer.buffer(protect(poiId, message));
    Question question = new Question(poiId, timeoutMillis, heard);
    if (!isClosed) question.ask(body); // else the next start asks
    return question;
  }

  private byte[] protect(String poiId, byte[] message) {
    NexoCrypto key = keys.of(poiId);
    if (key == null) return message;
    NexoMessage read = NexoMessage.read(message);
    return key.seal(read.name(), read.header().json(), message);
  }

  /** Nothing is heard any more. */
  Future<Void> close() {
    isClosed = true;
    List<Future<Void>> closed = clients.values().stream().map(HttpClient::close).toList();
    return Future.join(closed).mapEmpty();
  }

  /** One question, until it is answered, times out or is given up. */
  private final class Question implements Call {
    private final String poiId;
    private final long timeoutMillis;
    private Consumer<Heard> heard;
    private HttpClientRequest request;
    private long timer = -1;

    Question(String poiId, long timeoutMillis, Consumer<Heard> heard) {
      this.poiId = poiId;
      this.timeoutMillis = timeoutMillis;
      this.heard = heard;
    }

    void ask(Buffer body) {
      timer = context.owner().setTimer(timeoutMillis, tick -> timedOut());
      URI uri = terminals.get(poiId).uri();
      int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      RequestOptions options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setHost(uri.getHost())
              .setPort(port)
              .setURI(path)
              .setSsl(uri.getScheme().equals("https"))
              .putHeader("content-type", "application/json");
      clients
          .get(poiId)
          .request(options)
          .onComplete(
              connected -> {
                if (connected.failed()) {
                  tell(
                      new NotTaken(
                          "terminal %s cannot be reached: %s"
                              .formatted(poiId, why(connected.cause()))));
                } else {
                  send(connected.result(), body);
                }
              });
    }

    private void send(HttpClientRequest connected, Buffer body) {
      if (heard == null) { // given up before the first byte
        connected.reset();
        return;
      }
      request = connected;
      connected
          .send(body)
          .onComplete(
              answered -> {
                zero(body);
                if (answered.failed()) lost(answered.cause());
                else answered(answered.result());
              });
    }

    private void answered(HttpClientResponse response) {
      int status = response.statusCode();
      response.exceptionHandler(this::lost);
      if (status >= 400 && status < 500 && status != 408) {
        tell(new NotTaken("terminal %s refuses with HTTP %d".formatted(poiId, status)));
        request.reset();
        return;
      }
      if (status != 200) {
        tell(new NoAnswer(false, "terminal %s answered HTTP %d".formatted(poiId, status)));
        request.reset();
        return;
      }
      BoundedBody body = new BoundedBody(settings.maxBodyBytes());
      response.handler(
          chunk -> {
            if (body.add(chunk)) return;
            tell(new NoAnswer(false, "the answer of terminal %s is too large".formatted(poiId)));
            request.reset();
          });
      response.endHandler(end -> opened(body.take()));
    }

    private void opened(byte[] message) {
      if (heard == null || message.length == 0 || keys.of(poiId) == null) {
        tell(new Answered(message));
        return;
      }
      try {
        NexoMessage read = NexoMessage.read(message);
        tell(new Answered(keys.of(poiId).open(read.container())));
      } catch (BadNexo e) {
        tell(new NoAnswer(false, "the answer of terminal " + poiId + ": " + e.getMessage()));
      }
    }

    private void lost(Throwable cause) {
      tell(
          new NoAnswer(
              false, "the connection to terminal %s broke: %s".formatted(poiId, why(cause))));
    }

    private void timedOut() {
      timer = -1;
      tell(
          new NoAnswer(
              true, "terminal %s did not answer in %d ms".formatted(poiId, timeoutMillis)));
      if (request != null) request.reset();
    }

    private void tell(Heard what) {
      Consumer<Heard> taker = heard;
      end();
      if (taker != null) taker.accept(what);
      else if (what instanceof Answered late) Arrays.fill(late.message(), (byte) 0);
    }

    private void end() {
      heard = null;
      if (timer >= 0) context.owner().cancelTimer(timer);
      timer = -1;
    }

    @Override
    public void giveUp() {
      boolean pending = heard != null;
      end();
      if (pending && request != null) request.reset();
    }
  }

  private static void zero(Buffer buffer) {
    buffer.setBytes(0, new byte[buffer.length()]);
  }

  private static String why(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
