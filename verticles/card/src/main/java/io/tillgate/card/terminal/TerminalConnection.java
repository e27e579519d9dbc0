package io.tillgate.card.terminal;

import io.tillgate.card.message.Messages;
import io.tillgate.card.message.Request;
import io.tillgate.card.payment.Origin;
import io.tillgate.card.payment.PaymentSwitch;
import io.tillgate.card.stream.ByteSource;
import io.tillgate.card.stream.Flusher;
import io.tillgate.card.stream.FrameWriter;
import io.tillgate.wire.BadFrame;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.FrameReader;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One terminal's connection: frames in, answers out, and its limits. State of the card context. */
final class TerminalConnection implements Origin {
  private static final Logger LOG = LoggerFactory.getLogger(TerminalConnection.class);

  /** Of one connection's bad messages the 1st, 10th, 100th are logged; all are counted. */
  private static final int LOGGED_NEXT = 10;

  /** How long a terminal that is disconnected may take to read what was written before. */
  static final long GOODBYE_MILLIS = 1_000;

  private final NetSocket socket;
  private final TerminalSettings settings;
  private final Messages messages;
  private final PaymentSwitch payments;
  private final TerminalMeters meters;
  private final Complaints complaints;
  private final FrameReader reader;
  private final FrameWriter writer;
  private boolean isClosed;
  private boolean hasAsked;
  private int inFlight;
  private int badMessages;
  private int loggedNext = 1;
  private int frames;
  private long heardNanos = System.nanoTime();

  /** When the first byte of the unfinished frame came. */
  private long frameNanos;

  /** When this side closed the connection; 0 while it has not. */
  private long disconnectedNanos;

  TerminalConnection(
      NetSocket socket,
      Flusher flusher,
      TerminalSettings settings,
      Messages messages,
      PaymentSwitch payments,
      TerminalMeters meters,
      Complaints complaints) {
    this.socket = socket;
    this.settings = settings;
    this.messages = messages;
    this.payments = payments;
    this.meters = meters;
    this.complaints = complaints;
    this.reader = new FrameReader(messages.dialect().framing(), this::framed);
    this.writer =
        new FrameWriter(socket, messages.dialect().framing(), flusher, settings.maxUnsentBytes());
    socket.exceptionHandler(failure -> LOG.debug("{}: {}", name(), failure.toString()));
    ByteSource.read(socket, flusher, this::read);
  }

  private String name() {
    return "terminal at " + socket.remoteAddress();
  }

  private void read(byte[] bytes, int length) {
    if (disconnectedNanos != 0) return;
    heardNanos = System.nanoTime();
    boolean began = reader.pendingBytes() == 0;
    int framesBefore = frames;
    try {
      reader.feed(bytes, 0, length);
      if (began || frames != framesBefore) frameNanos = heardNanos;
    } catch (BadFrame bad) {
      meters.refused(bad.reason());
      disconnect(bad.getMessage());
    }
  }

  private void framed(byte[] bytes, int offset, int length) {
    frames++;
    byte[] message = Arrays.copyOfRange(bytes, offset, offset + length);
    try {
      Request request = messages.request(message);
      hasAsked = true;
      if (inFlight >= settings.maxInFlight()) {
        busy(request);
        return;
      }
      inFlight++;
      asked(request);
    } catch (BadMessage bad) {
      refuse(bad, message);
    }
  }

  private void asked(Request request) {
    try {
      payments.accept(this, request);
    } catch (BadMessage bad) {
      inFlight--;
      throw bad;
    }
  }

  private void busy(Request request) {
    meters.refused(TerminalMeters.Refusal.IN_FLIGHT_OF_TERMINAL);
    say(messages.reply(request, messages.codes().notSent(), null), null);
    FrameWriter.forget(request.message());
  }

  /** Answered where it can be said to what; else the stream is of no use. */
  private void refuse(BadMessage bad, byte[] message) {
    meters.refused(bad.reason());
    byte[] answer = messages.formatError(message);
    FrameWriter.forget(message);
    if (answer == null) {
      disconnect(bad.getMessage());
      return;
    }
    if (++badMessages == loggedNext) {
      loggedNext *= LOGGED_NEXT;
      complain("sent bad messages, now " + badMessages + "; the last: " + bad.getMessage());
    }
    say(answer, null);
  }

  /** False where the terminal leaves so much unread that it is cut off instead. */
  private boolean say(byte[] message, Consumer<Boolean> delivered) {
    if (disconnectedNanos != 0) return false;
    if (writer.isFull()) {
      meters.refused(TerminalMeters.Refusal.UNREAD_ANSWERS);
      disconnect("it leaves its answers unread");
      writer.cut();
      return false;
    }
    writer.write(message, delivered);
    return true;
  }

  /** Lets what was written go out first; {@link #sweep} cuts off who does not take it. */
  private void disconnect(String why) {
    complain("is disconnected: " + why);
    disconnectedNanos = System.nanoTime();
    reader.close();
    writer.close();
  }

  private void complain(String what) {
    complaints.about(name() + " " + what, System.nanoTime());
  }

  /** Whether nothing was ever asked here, so that a newcomer may have the place. */
  boolean isStranger() {
    return !hasAsked && disconnectedNanos == 0;
  }

  /** For how long nothing was heard of it and nothing is in flight; 0 while something is. */
  long silentNanos(long nowNanos) {
    return inFlight > 0 || disconnectedNanos != 0 ? 0 : nowNanos - heardNanos;
  }

  /** The edge stops: what was written goes out first. */
  void letGo() {
    if (disconnectedNanos != 0) return;
    disconnectedNanos = System.nanoTime();
    reader.close();
    writer.close();
  }

  void cutOff() {
    writer.cut();
  }

  /** Ends the connection at once. */
  void giveWay() {
    String why = hasAsked ? "it was silent longest" : "it never asked anything";
    disconnect(why + ", and another wants to come in");
    writer.cut();
  }

  /** Closes what is too slow or has fallen silent. */
  void sweep(long nowNanos) {
    if (disconnectedNanos != 0) {
      if (isOver(disconnectedNanos, GOODBYE_MILLIS, nowNanos)) writer.cut();
    } else if (reader.pendingBytes() > 0
        && isOver(frameNanos, settings.frameTimeoutMillis(), nowNanos)) {
      meters.refused(TerminalMeters.Refusal.SLOW_FRAME);
      disconnect("a frame was not complete after " + settings.frameTimeoutMillis() + " ms");
    } else if (inFlight == 0 && isOver(heardNanos, settings.idleTimeoutMillis(), nowNanos)) {
      meters.refused(TerminalMeters.Refusal.IDLE);
      disconnect("nothing was heard for " + settings.idleTimeoutMillis() + " ms");
    }
  }

  private static boolean isOver(long sinceNanos, long millis, long nowNanos) {
    return nowNanos - sinceNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The socket is gone. */
  void closed() {
    isClosed = true;
    reader.close();
  }

  @Override
  public boolean isOpen() {
    return !isClosed;
  }

  @Override
  public void deliver(byte[] message, Consumer<Boolean> delivered) {
    inFlight--;
    if (isClosed || !say(message, delivered)) delivered.accept(false);
  }

  @Override
  public void stayAsking() {
    inFlight--;
  }
}
