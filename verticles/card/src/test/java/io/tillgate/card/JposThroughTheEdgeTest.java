package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillgate.wire.Content;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Encoding;
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
import org.jpos.iso.BaseChannel;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

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
  private JposPeer peer;

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void everyFieldOfPaymentsReversalsAndNetworkMessagesArrivesAsItWasSent(String name)
      throws Exception {
    System.out.println(name + " seed " + seed);
    dialect = Dialect.named(name);
    iso = new Iso(dialect);
    peer = new JposPeer(dialect);
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      serve(server);
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
        BaseChannel terminal = peer.channel();
        terminal.setHost("127.0.0.1", shop.status().terminalPort());
        terminal.connect();
        for (int i = 1; i <= PAYMENTS; i++) payAndReverse(terminal, i);
        terminal.disconnect();
      }
    }
  }

  private void payAndReverse(BaseChannel terminal, int number) throws Exception {
    Map<Integer, String> payment = payment(number);
    exchange(terminal, iso.mti(200), payment);
    Map<Integer, String> reversal = iso.reversalOf(payment);
    exchange(terminal, iso.reversalMti(), reversal);
    exchange(terminal, dialect.network().mti(), network(number));
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
      if (field.encoding() == Encoding.EBCDIC_HEX) onlyDigits(bytes);
      return HexFormat.of().formatHex(bytes);
    }
    String letters =
        switch (field.content()) {
          case N, Z, AMOUNT -> "0123456789";
          case A -> "ABCxyz";
          case AN -> "ABCxyz0189";
          default -> "ABCxyz0189.,:/-";
        };
    StringBuilder text = new StringBuilder(field.content() == Content.X_N ? "C" : "");
    String drawn = field.content() == Content.X_N ? "0123456789" : letters;
    while (text.length() < length) text.append(drawn.charAt(random.nextInt(drawn.length())));
    return text.toString();
  }

  /** jPOS writes A to F in EBCDIC as everybody does, but reads them one too high. */
  private static void onlyDigits(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) ((bytes[i] & 7) << 4 | bytes[i] & 7);
  }

  private void exchange(BaseChannel terminal, int mti, Map<Integer, String> fields)
      throws Exception {
    ISOMsg sent = peer.message(iso.write(mti, fields));
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

  private static void assertSame(ISOMsg sent, ISOMsg arrived) throws ISOException {
    assertEquals(sent.getMTI(), arrived.getMTI());
    for (int field = 2; field <= 128; field++) {
      assertEquals(sent.hasField(field), arrived.hasField(field), "field " + field);
      if (sent.hasField(field)) {
        assertArrayEquals(sent.getBytes(field), arrived.getBytes(field), "field " + field);
      }
    }
    assertArrayEquals(JposPeer.refreshed(sent).pack(), JposPeer.refreshed(arrived).pack());
  }

  private void serve(ServerSocket server) {
    thread(
        () -> {
          while (true) {
            BaseChannel channel = peer.channel();
            channel.accept(server);
            thread(
                () -> {
                  while (true) answer(channel);
                });
          }
        });
  }

  private void answer(BaseChannel channel) throws Exception {
    ISOMsg request = channel.receive();
    ISOMsg answer = (ISOMsg) request.clone();
    answer.setPackager(request.getPackager());
    answer.setResponseMTI();
    for (int field : new int[] {2, 14, 35, 36, 45, 52, 53, 55, 90, 95}) answer.unset(field);
    boolean isNetwork = request.getMTI().charAt(1) == '8';
    answer.set(39, iso.accepted(Integer.parseInt(request.getMTI())));
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
}
