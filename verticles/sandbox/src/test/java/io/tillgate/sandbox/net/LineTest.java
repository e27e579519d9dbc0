package io.tillgate.sandbox.net;

import static io.tillgate.sandbox.Await.await;
import static io.tillgate.sandbox.Await.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineTest {
  private Vertx vertx;
  private NetClient client;
  private Line line;

  /** What a client has of one connection. */
  private static final class Talk {
    final NetSocket socket;
    volatile Buffer heard = Buffer.buffer();
    volatile boolean closed;

    Talk(NetSocket socket) {
      this.socket = socket;
      socket.handler(bytes -> heard = heard.copy().appendBuffer(bytes));
      socket.closeHandler(ignored -> closed = true);
    }

    void hears(String text) {
      until("hears " + text, () -> heard.toString().equals(text));
    }
  }

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    client = vertx.createNetClient();
    line = await(Line.open(vertx, 0, "127.0.0.1", echo("").actualPort()));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void bytesPassBothWays() {
    Talk talk = connect();
    talk.socket.write("hello");
    talk.hears("hello");
  }

  @Test
  void aLargeStreamPassesWhole() {
    Talk talk = connect();
    Buffer large = Buffer.buffer(new byte[5 << 20]);
    talk.socket.write(large);
    until("5 MiB come back", () -> talk.heard.length() == large.length());
  }

  @Test
  void aHangingCutHoldsBytesAndHealingDeliversThem() {
    Talk talk = connect();
    talk.socket.write("a");
    talk.hears("a");
    await(line.cut(Line.Cut.HANG));
    await(talk.socket.write("b"));
    Talk late = connect();
    await(late.socket.write("c"));
    until("both are held", () -> await(line.connections()) == 2);
    assertEquals("a", talk.heard.toString());
    assertEquals("", late.heard.toString());
    assertFalse(talk.closed);
    await(line.heal());
    talk.hears("ab");
    late.hears("c");
  }

  @Test
  void aResettingCutEndsConnectionsAndRefusesNewOnesUntilHealed() {
    Talk talk = connect();
    talk.socket.write("a");
    talk.hears("a");
    await(line.cut(Line.Cut.RESET));
    until("the old one is closed", () -> talk.closed);
    // The reset may come before or after the client thinks itself connected.
    Future<Talk> late = client.connect(line.port(), "127.0.0.1").map(Talk::new);
    until(
        "the new one is refused", () -> late.failed() || late.succeeded() && late.result().closed);
    await(line.heal());
    Talk healed = connect();
    healed.socket.write("d");
    healed.hears("d");
  }

  @Test
  void aOneWayCutLetsTheOtherWayGoOn() {
    Talk talk = connect();
    talk.socket.write("a");
    talk.hears("a");
    await(line.cut(Line.Way.TO_CLIENT));
    await(talk.socket.write("b"));
    until("the target heard it", () -> echoed.endsWith("b"));
    assertEquals("a", talk.heard.toString());
    await(line.heal());
    talk.hears("ab");
  }

  @Test
  void aSlowLineTakesAtLeastAsLongAsItIsTold() {
    await(line.pace(new Line.Pace(40, 10_000)));
    Talk talk = connect();
    long start = System.nanoTime();
    talk.socket.write(Buffer.buffer(new byte[1_000]));
    until("it comes back", () -> talk.heard.length() == 1_000);
    // 1,000 bytes at 10,000/s and 40 ms of delay, each way.
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(2 * (100 + 40)));
  }

  @Test
  void itCanBeLedToAnotherAddress() {
    Talk talk = connect();
    talk.socket.write("a");
    talk.hears("a");
    await(line.leadTo("127.0.0.1", echo("other:").actualPort()));
    until("the old connection ends", () -> talk.closed);
    Talk next = connect();
    next.socket.write("x");
    next.hears("other:x");
  }

  @Test
  void aDeadTargetClosesTheConnection() {
    await(line.leadTo("127.0.0.1", 1));
    Future<Talk> talk = client.connect(line.port(), "127.0.0.1").map(Talk::new);
    until("it is closed", () -> talk.failed() || talk.succeeded() && talk.result().closed);
    until("and forgotten", () -> await(line.connections()) == 0);
  }

  private volatile String echoed = "";

  private NetServer echo(String prefix) {
    return await(
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        bytes -> {
                          if (bytes.length() < 100) echoed += bytes;
                          socket.write(Buffer.buffer(prefix).appendBuffer(bytes));
                        }))
            .listen(0, "127.0.0.1"));
  }

  private Talk connect() {
    return await(client.connect(line.port(), "127.0.0.1").map(Talk::new));
  }
}
