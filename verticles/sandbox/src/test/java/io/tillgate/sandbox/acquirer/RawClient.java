package io.tillgate.sandbox.acquirer;

import static io.tillgate.sandbox.Await.until;

import io.tillgate.sandbox.Await;
import io.tillgate.sandbox.terminal.TestCard;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.FrameReader;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One connection on which a test says exactly what it wants to say. */
final class RawClient {
  private final Dialect dialect;
  private final NetClient client;
  private final NetSocket socket;
  private final List<MessageView> heard = new CopyOnWriteArrayList<>();

  RawClient(Vertx vertx, Dialect dialect, int port) {
    this.dialect = dialect;
    this.client = vertx.createNetClient();
    this.socket = Await.await(client.connect(port, "127.0.0.1"));
    FrameReader frames =
        new FrameReader(
            dialect.framing(),
            (bytes, offset, length) ->
                heard.add(
                    new MessageView(dialect)
                        .index(Arrays.copyOfRange(bytes, offset, offset + length), 0, length)));
    socket.handler(bytes -> frames.feed(bytes.getBytes(), 0, bytes.length()));
  }

  /** A purchase of 1987 by its identity: terminal, trace number, local time. */
  MessageBuilder purchase(String terminal, String stan, String time, long amountMinor) {
    byte[] number = TestCard.VISA.number();
    return new MessageBuilder(dialect)
        .start(200)
        .value(2, number, 0, number.length)
        .text(3, "000000")
        .number(4, amountMinor)
        .text(7, "0301" + time)
        .text(11, stan)
        .text(12, time)
        .text(13, "0301")
        .text(32, "100001")
        .text(41, terminal)
        .text(49, "826");
  }

  /** The reversal of a message, as the dialect writes it. */
  MessageBuilder reversalOf(MessageBuilder original) {
    byte[] bytes = new byte[4_096];
    int length = original.write(bytes, 0);
    MessageView view = new MessageView(dialect).index(bytes, 0, length);
    return dialect.reversal().write(view, new MessageBuilder(dialect));
  }

  /** Sends it and waits for one more message. */
  MessageView ask(MessageBuilder message) {
    int before = heard.size();
    send(message);
    until("an answer", () -> heard.size() > before);
    return heard.get(before);
  }

  void send(MessageBuilder message) {
    int front = dialect.framing().lengthBytes();
    byte[] frame = new byte[front + 4_096];
    int length = message.write(frame, front);
    dialect.framing().writeLength(length, frame, 0);
    socket.write(Buffer.buffer(Arrays.copyOf(frame, front + length)));
  }

  List<MessageView> heard() {
    return heard;
  }
}
