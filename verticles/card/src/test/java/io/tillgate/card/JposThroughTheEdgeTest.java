package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillgate.wire.Content;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Field;
import io.tillgate.wire.Holds;
import io.tillgate.wire.Mti;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.jpos.iso.channel.PostChannel;
import org.jpos.iso.packager.GenericPackager;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** jPOS as terminal and jPOS as acquirer, with the edge between them. */
@Timeout(120)
class JposThroughTheEdgeTest {
  private static final int PAYMENTS = 20;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final BlockingQueue<ISOMsg> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<ISOMsg> answered = new LinkedBlockingQueue<>();

  @TempDir Path directory;
  private Dialect dialect;
  private Iso iso;

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary", "iso93-ascii", "iso93-binary"})
  void everyFieldOfPaymentsReversalsAndNetworkMessagesArrivesAsItWasSent(String name)
      throws Exception {
    System.out.println(name + " seed " + seed);
    dialect = Dialect.named(name);
    iso = new Iso(dialect);
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      serve(server, name);
      JsonObject settings =
          new JsonObject()
              .put(
                  "acquirer",
                  new JsonObject()
                      .put("endpoints", new JsonArray().add("127.0.0.1:" + server.getLocalPort())));
      try (Shop shop = new Shop(directory, name, settings)) {
        shop.awaitLinks();
        asked.clear();
        answered.clear();
        PostChannel terminal =
            new PostChannel("127.0.0.1", shop.status().terminalPort(), packager(name));
        terminal.connect();
        for (int i = 1; i <= PAYMENTS; i++) payAndReverse(terminal, name, i);
        terminal.disconnect();
      }
    }
  }

  private void payAndReverse(PostChannel terminal, String name, int number) throws Exception {
    Map<Integer, String> payment = payment(number);
    exchange(terminal, name, iso.mti(200), payment);
    Map<Integer, String> reversal = iso.reversalOf(payment);
    exchange(terminal, name, iso.mti(400), reversal);
    exchange(terminal, name, dialect.network().mti(), network(number));
  }

  /** A purchase with about half of all the fields that the dialect knows. */
  private Map<Integer, String> payment(int number) {
    Map<Integer, String> fields = new TreeMap<>();
    for (int field = 2; field < 128; field++) {
      Field described = dialect.field(field).orElse(null);
      boolean mayBe = described != null && described.holds() != Holds.MAC && field != 65;
      if (mayBe && random.nextBoolean()) fields.put(field, value(described));
    }
    fields.remove(dialect.reversal().originalData());
    fields.remove(39);
    fields.remove(38);
    fields.putAll(iso.purchase("TERM0001", String.format("%06d", number), 1_000 + number));
    return fields;
  }

  private Map<Integer, String> network(int number) {
    Map<Integer, String> fields = new TreeMap<>(dialect.network().echo());
    fields.put(7, "0901101500");
    fields.put(11, String.format("%06d", 500 + number));
    fields.put(41, "TERM0001");
    return fields;
  }

  private String value(Field field) {
    int length =
        field.isFixed() ? field.maxLength() : 1 + random.nextInt(Math.min(60, field.maxLength()));
    if (field.content() == Content.B) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }
    String letters =
        switch (field.content()) {
          case N, Z -> "0123456789";
          case A -> "ABCxyz";
          case AN -> "ABCxyz0189";
          default -> "ABCxyz0189.,:/-";
        };
    StringBuilder text = new StringBuilder(field.content() == Content.X_N ? "C" : "");
    String drawn = field.content() == Content.X_N ? "0123456789" : letters;
    while (text.length() < length) text.append(drawn.charAt(random.nextInt(drawn.length())));
    return text.toString();
  }

  private void exchange(PostChannel terminal, String name, int mti, Map<Integer, String> fields)
      throws Exception {
    ISOMsg sent = unpacked(name, iso.write(mti, fields));
    terminal.send(sent);
    ISOMsg heard = terminal.receive();
    assertSame(sent, next(asked));
    assertSame(next(answered), heard);
    assertEquals(Mti.text(dialect.messages().answer(mti)), heard.getMTI());
  }

  private static ISOMsg next(BlockingQueue<ISOMsg> queue) throws InterruptedException {
    ISOMsg next = queue.poll(20, TimeUnit.SECONDS);
    if (next == null) throw new AssertionError("nothing came");
    return next;
  }

  private static ISOMsg unpacked(String name, byte[] bytes) throws Exception {
    ISOMsg message = new ISOMsg();
    message.setPackager(packager(name));
    message.unpack(bytes);
    return message;
  }

  private static void assertSame(ISOMsg sent, ISOMsg arrived) throws ISOException {
    assertEquals(sent.getMTI(), arrived.getMTI());
    for (int field = 2; field <= 128; field++) {
      assertEquals(sent.hasField(field), arrived.hasField(field), "field " + field);
      if (sent.hasField(field)) {
        assertArrayEquals(sent.getBytes(field), arrived.getBytes(field), "field " + field);
      }
    }
    assertArrayEquals(sent.pack(), arrived.pack());
  }

  private void serve(ServerSocket server, String name) {
    thread(
        () -> {
          while (true) {
            PostChannel channel = new PostChannel(packager(name));
            channel.accept(server);
            thread(
                () -> {
                  while (true) answer(channel);
                });
          }
        });
  }

  private void answer(PostChannel channel) throws Exception {
    ISOMsg request = channel.receive();
    ISOMsg answer = (ISOMsg) request.clone();
    answer.setPackager(request.getPackager());
    answer.setResponseMTI();
    for (int field : new int[] {2, 14, 35, 36, 45, 52, 53, 55, 90, 95}) answer.unset(field);
    boolean is87 = dialect.edition().digit() == 0;
    boolean isNetwork = request.getMTI().charAt(1) == '8';
    boolean isReversal = request.getMTI().charAt(1) == '4';
    answer.set(39, is87 ? "00" : isNetwork ? "800" : isReversal ? "400" : "000");
    if (!isNetwork) answer.set(38, String.format("A%05d", random.nextInt(100_000)));
    boolean isTheEdgesOwn = isNetwork && !request.hasField(41);
    if (!isTheEdgesOwn) {
      asked.add(request);
      answered.add(answer);
    }
    channel.send(answer);
  }

  private interface Task {
    void run() throws Exception;
  }

  private static void thread(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException closed) {
                // the test is over, or the edge signed off
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static ISOPackager packager(String name) throws ISOException {
    String resource = "packager/" + name.replace("-", "") + ".xml";
    var in = JposThroughTheEdgeTest.class.getClassLoader().getResourceAsStream(resource);
    return new GenericPackager(java.util.Objects.requireNonNull(in, resource));
  }
}
