package io.tillgate.sandbox.terminal;

import io.tillgate.wire.AnswerCodes;
import io.tillgate.wire.BadFrame;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.FrameReader;
import io.tillgate.wire.MatchKey;
import io.tillgate.wire.MessageView;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal's connection: one question at a time, each answered, or not. Connects when it must.
 * After an unanswered question the connection is closed, since nobody knows what state it is in.
 * Belongs to the terminal's context.
 */
final class TerminalLink {
  private static final Logger LOG = LoggerFactory.getLogger(TerminalLink.class);

  private static final int AMOUNT = 4;
  private static final int RRN = 37;
  private static final int AUTHORIZATION = 38;

  /** What came back. */
  record Answer(String code, long amountMinor, String rrn, String authorizationCode) {}

  /** Nothing was sent. */
  static final class NotConnected extends Exception {
    private static final long serialVersionUID = 1L;

    NotConnected(Throwable cause) {
      super("no connection: " + cause.getMessage(), cause);
    }
  }

  /** It was sent, and what became of it is not known. */
  static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    NoAnswer(String why) {
      super(why);
    }
  }

  /** The question that is out. */
  private record Asked(MatchKey key, Promise<Answer> answer, long timer) {}

  private final Vertx vertx;
  private final TerminalSettings settings;
  private final NetClient client;
  private final MessageView view;
  private NetSocket socket;
  private FrameReader frames;
  private Asked asked;
  private long unexpected;

  TerminalLink(Vertx vertx, TerminalSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.view = new MessageView(settings.dialect());
    this.client = vertx.createNetClient(options(settings));
  }

  private static NetClientOptions options(TerminalSettings settings) {
    NetClientOptions options =
        new NetClientOptions()
            .setConnectTimeout(TerminalSettings.CONNECT_MILLIS)
            .setTcpNoDelay(true);
    TerminalSettings.Tls tls = settings.tls();
    if (tls == null) return options;
    options
        .setSsl(true)
        .setHostnameVerificationAlgorithm("HTTPS")
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.trust().toString()));
    if (tls.chain() == null) return options;
    return options.setKeyCertOptions(
        new PemKeyCertOptions()
            .setCertPath(tls.chain().toString())
            .setKeyPath(tls.key().toString()));
  }

  /**
   * Sends a frame and zeroes it.
   *
   * @return the answer; fails with {@link NotConnected} or {@link NoAnswer}
   */
  Future<Answer> ask(byte[] frame) {
    if (asked != null) throw new IllegalStateException("one question at a time");
    return connected()
        .recover(refused -> Future.failedFuture(new NotConnected(refused)))
        .compose(ready -> send(frame))
        .onComplete(ignored -> Arrays.fill(frame, (byte) 0));
  }

  /** Messages that answered nothing that is asked: late, doubled or strange ones. */
  long unexpected() {
    return unexpected;
  }

  Future<Void> close() {
    drop("the terminal is closed");
    return client.close();
  }

  private Future<Void> connected() {
    if (socket != null) return Future.succeededFuture();
    return client
        .connect(settings.port(), settings.host())
        .map(
            connection -> {
              socket = connection;
              frames = new FrameReader(settings.dialect().framing(), this::hear);
              connection.handler(this::feed);
              connection.closeHandler(ignored -> lost(connection));
              connection.exceptionHandler(ignored -> lost(connection));
              return null;
            });
  }

  private Future<Answer> send(byte[] frame) {
    Promise<Answer> answer = Promise.promise();
    int front = settings.dialect().framing().lengthBytes();
    MatchKey key = key(frame, front, frame.length - front);
    long timer =
        vertx.setTimer(
            settings.answerMillis(),
            ignored -> drop("no answer within " + settings.answerMillis() + " ms"));
    asked = new Asked(key, answer, timer);
    Buffer bytes = Buffer.buffer(frame);
    socket
        .write(bytes)
        .onComplete(
            ignored -> {
              for (int i = 0; i < bytes.length(); i++) bytes.setByte(i, (byte) 0);
            });
    return answer.future();
  }

  private MatchKey key(byte[] bytes, int offset, int length) {
    return settings.dialect().matching().key(view.index(bytes, offset, length));
  }

  private void feed(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    try {
      frames.feed(bytes, 0, bytes.length);
    } catch (BadFrame e) {
      LOG.warn("terminal {}: {}", settings.name(), e.getMessage());
      drop("the other side speaks another framing");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private void hear(byte[] bytes, int offset, int length) {
    try {
      MatchKey key = key(bytes, offset, length);
      if (asked == null || !key.matches(asked.key()) || !view.has(AnswerCodes.FIELD)) {
        unexpected++;
        return;
      }
      Answer answer =
          new Answer(
              view.text(AnswerCodes.FIELD),
              view.has(AMOUNT) ? view.number(AMOUNT) : 0,
              stripped(RRN),
              stripped(AUTHORIZATION));
      Asked answered = asked;
      asked = null;
      vertx.cancelTimer(answered.timer());
      answered.answer().complete(answer);
    } catch (BadMessage e) {
      unexpected++;
      LOG.warn("terminal {}: {}", settings.name(), e.getMessage());
    }
  }

  private String stripped(int field) {
    String text = view.textOrNull(field);
    if (text == null || text.isBlank()) return null;
    return text.strip();
  }

  private void lost(NetSocket connection) {
    if (connection == socket) drop("the connection was lost");
  }

  private void drop(String why) {
    if (socket != null) {
      NetSocket old = socket;
      socket = null;
      frames.close();
      old.close();
    }
    if (asked != null) {
      Asked unanswered = asked;
      asked = null;
      vertx.cancelTimer(unanswered.timer());
      unanswered.answer().fail(new NoAnswer(why));
    }
  }
}
