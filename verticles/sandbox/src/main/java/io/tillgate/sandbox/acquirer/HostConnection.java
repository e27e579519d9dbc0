package io.tillgate.sandbox.acquirer;

import io.tillgate.wire.BadFrame;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.FrameReader;
import io.tillgate.wire.MessageView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an edge or a terminal: cuts it into messages, sends answers once they are
 * durable, and does what faults demand. A frame or message that cannot be read ends it. Belongs to
 * the acquirer's context.
 */
final class HostConnection {
  private static final Logger LOG = LoggerFactory.getLogger(HostConnection.class);

  private final Vertx vertx;
  private final NetSocket socket;
  private final Desk desk;
  private final MessageView view;
  private final FrameReader frames;
  private boolean signedOn;
  private boolean gone;
  private int unanswered;

  /** Where messages are decided. */
  interface Desk {
    /** Null where nothing is answered. */
    Reply serve(MessageView message, boolean signedOn);

    void notUnderstood();

    void answered();

    void gone(HostConnection connection);
  }

  /**
   * @param durable completes when the frame may be sent
   * @param meets the fault on its way
   * @param signsOn whether the connection has signed on with it
   */
  record Reply(byte[] frame, Future<Void> durable, FaultDice.Throw meets, boolean signsOn) {}

  HostConnection(Vertx vertx, NetSocket socket, Dialect dialect, boolean signedOn, Desk desk) {
    this.vertx = vertx;
    this.socket = socket;
    this.desk = desk;
    this.signedOn = signedOn;
    this.view = new MessageView(dialect);
    this.frames = new FrameReader(dialect.framing(), this::message);
    socket.handler(this::feed);
    socket.drainHandler(ignored -> readOnWhereThereIsRoom());
    socket.exceptionHandler(failure -> socket.close());
    socket.closeHandler(ignored -> gone());
  }

  void close() {
    socket.close();
  }

  private void feed(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    try {
      frames.feed(bytes, 0, bytes.length);
    } catch (BadFrame e) {
      refuse(e.getMessage());
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    readOnWhereThereIsRoom();
  }

  private void message(byte[] bytes, int offset, int length) {
    if (gone) return;
    try {
      Reply reply = desk.serve(view.index(bytes, offset, length), signedOn);
      if (reply == null) return;
      if (reply.signsOn()) signedOn = true;
      unanswered++;
      reply.durable().onSuccess(ignored -> answer(reply.frame(), reply.meets()));
    } catch (BadMessage e) {
      refuse(e.getMessage());
    }
  }

  private void refuse(String reason) {
    desk.notUnderstood();
    LOG.warn("acquirer: {} from {}, closing", reason, socket.remoteAddress());
    socket.close();
  }

  private void readOnWhereThereIsRoom() {
    if (gone) return;
    if (unanswered >= Acquirer.MAX_UNANSWERED || socket.writeQueueFull()) socket.pause();
    else socket.resume();
  }

  private void gone() {
    gone = true;
    frames.close();
    desk.gone(this);
  }

  private void answer(byte[] frame, FaultDice.Throw meets) {
    if (meets.fault() == null) {
      send(frame);
      return;
    }
    switch (meets.fault()) {
      case SLOW, LATE -> vertx.setTimer(meets.waitMillis(), ignored -> send(frame));
      case DOUBLED -> {
        send(frame);
        if (!gone) socket.write(Buffer.buffer(frame));
      }
      case DROPPED -> {
        unanswered--;
        socket.close();
      }
      case SILENT, LOST -> {
        unanswered--;
        readOnWhereThereIsRoom();
      }
    }
  }

  private void send(byte[] frame) {
    unanswered--;
    if (gone) return;
    desk.answered();
    socket.write(Buffer.buffer(frame));
    readOnWhereThereIsRoom();
  }
}
