package io.tillgate.card.nexo;

import io.tillgate.card.stream.TlsFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where tills post their messages: {@code POST /nexo}, over HTTPS. A message that comes protected
 * is answered protected, under the key of the terminal that it names. State of the card context.
 */
final class NexoDoor {
  static final String PATH = "/nexo";

  private static final Logger LOG = LoggerFactory.getLogger(NexoDoor.class);
  private static final int MAX_HEADER_BYTES = 8192;
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final byte[] EMPTY = {};

  private final Context context;
  private final NexoSettings settings;
  private final NexoKeys keys;
  private final NexoMeters meters;
  private final BiConsumer<Till, byte[]> taker;
  private final HttpServer server;
  private int connections;
  private boolean isClosing;
  private long complainedNanos = System.nanoTime() - MINUTE_NANOS;

  /**
   * @param taker given each message in the clear, and who sent it
   */
  NexoDoor(
      Context context,
      NexoSettings settings,
      NexoKeys keys,
      NexoMeters meters,
      BiConsumer<Till, byte[]> taker) {
    this.context = context;
    this.settings = settings;
    this.keys = keys;
    this.meters = meters;
    this.taker = taker;
    this.server =
        context
            .owner()
            .createHttpServer(options())
            .connectionHandler(this::connected)
            .exceptionHandler(this::turnedAway)
            .requestHandler(this::serve);
  }

  private HttpServerOptions options() {
    long waits = settings.answerMillis() + 2 * settings.inquiryMillis();
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            // the longest that an answer takes, and some
            .setIdleTimeout((int) Math.min(Integer.MAX_VALUE, waits / 1000 + 60));
    TlsFiles tls = settings.tls();
    if (tls == null) return options;
    options
        .setSsl(true)
        .setKeyCertOptions(tls.keyCert())
        .setEnabledSecureTransportProtocols(TlsFiles.PROTOCOLS);
    if (tls.trust() != null) {
      options.setTrustOptions(tls.trustOptions()).setClientAuth(ClientAuth.REQUIRED);
    }
    return options;
  }

  Future<Void> listen() {
    return server.listen().mapEmpty();
  }

  int port() {
    return server.actualPort();
  }

  int connections() {
    return connections;
  }

  /** Messages that come from now on are turned away; those that wait are answered. */
  void stopAccepting() {
    isClosing = true;
  }

  Future<Void> close() {
    return server.close();
  }

  private void connected(HttpConnection connection) {
    if (connections >= settings.maxConnections()) {
      meters.refused("too many connections");
      connection.close();
      return;
    }
    connections++;
    connection.closeHandler(closed -> connections--);
  }

  /** A till without a certificate, or one that does not trust ours, gets no words: TLS has none. */
  private void turnedAway(Throwable cause) {
    meters.refused("connection");
    long now = System.nanoTime();
    if (now - complainedNanos < MINUTE_NANOS) return;
    complainedNanos = now;
    LOG.warn(
        "a till's connection failed before its first request: {}. Where card.nexo.tls has 'trust', a"
            + " till must show a certificate of these authorities",
        cause.getMessage());
  }

  private void serve(HttpServerRequest request) {
    HttpTill till = new HttpTill(request.response());
    if (isClosing) {
      till.refuse(503, "the gateway is stopping");
    } else if (!request.path().equals(PATH)) {
      till.refuse(404, "messages go to POST " + PATH);
    } else if (request.method() != HttpMethod.POST) {
      till.refuse(405, "messages go to POST " + PATH);
    } else {
      receive(request, till);
    }
  }

  private void receive(HttpServerRequest request, HttpTill till) {
    BoundedBody body = new BoundedBody(settings.maxBodyBytes());
    long timer =
        context
            .owner()
            .setTimer(
                settings.bodyTimeoutMillis(),
                tick -> {
                  body.drop();
                  till.cut(
                      408, "the message took longer than " + settings.bodyTimeoutMillis() + " ms");
                });
    request.handler(
        chunk -> {
          if (till.isAnswered() || body.add(chunk)) return;
          till.cut(413, "a message has at most " + settings.maxBodyBytes() + " bytes");
        });
    request.exceptionHandler(
        broken -> {
          context.owner().cancelTimer(timer);
          body.drop();
        });
    request.endHandler(
        end -> {
          context.owner().cancelTimer(timer);
          if (!till.isAnswered()) accept(till, body.take());
        });
  }

  private void accept(HttpTill till, byte[] message) {
    try {
      taker.accept(till, till.open(message));
    } catch (BadNexo e) {
      Arrays.fill(message, (byte) 0);
      meters.refused("unreadable");
      till.refuse(400, e.getMessage());
    } catch (RuntimeException bug) {
      Arrays.fill(message, (byte) 0);
      LOG.error("a till's message could not be handled", bug);
      till.refuse(500, "the gateway failed; ask with TransactionStatus what became of it");
    }
  }

  /** One request of a till. */
  private final class HttpTill implements Till {
    private final HttpServerResponse response;
    private NexoCrypto key;
    private NexoMessage.Header header;

    HttpTill(HttpServerResponse response) {
      this.response = response;
      response.exceptionHandler(broken -> {}); // told to whoever delivers
    }

    /** The message in the clear. */
    byte[] open(byte[] message) {
      Json.Node root = Json.read(message);
      Json.Node container = root.get(NexoMessage.REQUEST);
      if (container == null || !NexoCrypto.isSealed(container)) return message;
      header = NexoMessage.read(message).header();
      key = keys.of(header.poiId());
      if (key == null) {
        throw new BadNexo(
            "the message is protected, and the gateway has no key of that terminal: give"
                + " passphraseFile in card.nexo.terminals, or send it unprotected over TLS");
      }
      byte[] plain = key.open(container);
      if (!NexoMessage.read(plain).header().equals(header)) {
        Arrays.fill(plain, (byte) 0);
        throw new BadNexo("the header beside NexoBlob is not the one in it");
      }
      return plain;
    }

    @Override
    public boolean isOpen() {
      return !response.closed();
    }

    boolean isAnswered() {
      return response.ended() || response.closed();
    }

    @Override
    public void answer(byte[] message, Consumer<Boolean> delivered) {
      if (isAnswered()) {
        delivered.accept(false);
        return;
      }
      byte[] body = message;
      if (key != null && message.length > 0) {
        NexoMessage read = NexoMessage.read(message);
        body = key.seal(read.name(), read.header().json(), message);
      }
      if (body.length > 0) response.putHeader("content-type", "application/json");
      response
          .end(Buffer.buffer(body.length == 0 ? EMPTY : body))
          .onComplete(sent -> delivered.accept(sent.succeeded()));
    }

    @Override
    public void refuse(int status, String words) {
      if (isAnswered()) return;
      response
          .setStatusCode(status)
          .putHeader("content-type", "text/plain; charset=utf-8")
          .end(words + "\n");
    }

    /** Refuses what is still coming, and the connection with it. */
    void cut(int status, String words) {
      if (isAnswered()) return;
      meters.refused(status == 413 ? "too large" : "too slow");
      response.putHeader("connection", "close");
      refuse(status, words);
    }
  }
}
