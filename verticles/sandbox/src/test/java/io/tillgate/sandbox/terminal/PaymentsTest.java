package io.tillgate.sandbox.terminal;

import static io.tillgate.sandbox.Await.await;
import static io.tillgate.sandbox.Await.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.sandbox.acquirer.Acquirer;
import io.tillgate.sandbox.acquirer.AcquirerSettings;
import io.tillgate.sandbox.acquirer.Faults;
import io.tillgate.sandbox.acquirer.Faults.Fault;
import io.tillgate.sandbox.net.CertificateAuthority;
import io.tillgate.sandbox.net.Line;
import io.tillgate.wire.Dialect;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A terminal that talks to an acquirer, over real sockets and without an edge between them. */
class PaymentsTest {
  @TempDir Path folder;
  private Vertx vertx;
  private NetClient plain;
  private Acquirer acquirer;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    plain = vertx.createNetClient();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void everyKindOfAnswerInEveryDialect(String dialect) {
    acquirer(dialect, Faults.NONE);
    Terminal terminal = terminal(dialect, acquirer.port());
    assertTrue(await(terminal.echo()));
    for (Entry entry : Entry.values()) {
      PaymentResult.Approved approved =
          assertInstanceOf(
              PaymentResult.Approved.class,
              await(terminal.pay("a" + entry, 1_234, TestCard.VISA, entry)));
      assertTrue(approved.authorizationCode().matches("[0-9]{6}"));
      assertTrue(approved.rrn().matches("[0-9]{12}"));
    }
    assertEquals(
        505,
        PaymentResult.approvedMinor(await(terminal.pay("part", 1_010, TestCard.AMEX, Entry.CHIP))));
    assertInstanceOf(
        PaymentResult.Declined.class,
        await(terminal.pay("b", 1_005, TestCard.VISA, Entry.CONTACTLESS)));
    assertInstanceOf(
        PaymentResult.Declined.class,
        await(terminal.pay("c", 1_000, TestCard.DECLINED, Entry.MAGSTRIPE)));
    assertInstanceOf(
        PaymentResult.Declined.class,
        await(terminal.pay("d", 1_000, TestCard.EXPIRED, Entry.MAGSTRIPE)));
    assertInstanceOf(
        PaymentResult.Approved.class,
        await(terminal.refund("e", 705, TestCard.MASTERCARD, Entry.CHIP)));
    JsonObject gbp = await(acquirer.totals("T1")).getJsonObject("GBP");
    assertEquals(4, gbp.getLong("payments"));
    assertEquals(3 * 1_234 + 505, gbp.getLong("paymentsMinor"));
    assertEquals(1, gbp.getLong("refunds"));
    assertEquals(705, gbp.getLong("refundsMinor"));
    assertEquals(3, gbp.getLong("declined"));
    assertEquals(new JsonObject(), await(acquirer.totals("T2")));
    assertAgreement(terminal);
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void anApprovalThatWasNeverAnsweredIsReversedUntilAcknowledged(String dialect) {
    acquirer(dialect, Faults.NONE.with(Fault.SILENT, 1_000));
    Terminal terminal = impatient(dialect, acquirer.port());
    assertInstanceOf(
        PaymentResult.Unknown.class, await(terminal.pay("a", 1_000, TestCard.VISA, Entry.CHIP)));
    assertInstanceOf(
        PaymentResult.Unsent.class,
        await(terminal.pay("b", 1_000, TestCard.VISA, Entry.CHIP)),
        "while a reversal is owed nothing is asked");
    until("the reversal came once", () -> reversed() == 1);
    assertEquals(1, await(terminal.owed()), "it was not acknowledged");
    await(acquirer.faults(Faults.NONE));
    await(terminal.settled());
    assertEquals(1, reversed());
    assertEquals(0, gbp().getLong("payments"));
    assertEquals(1_000, gbp().getLong("reversedMinor"));
    assertInstanceOf(
        PaymentResult.Unknown.class,
        await(terminal.pay("a", 1_000, TestCard.VISA, Entry.CHIP)),
        "the same reference has the same result for ever");
    assertAgreement(terminal);
  }

  @Test
  void aLateApprovalNeverReachesTheTill() {
    acquirer("iso87-binary", Faults.NONE.with(Fault.LATE, 1_000).withWaits(1, 5_000));
    Terminal terminal = impatient("iso87-binary", acquirer.port());
    assertInstanceOf(
        PaymentResult.Unknown.class, await(terminal.pay("a", 1_000, TestCard.VISA, Entry.CHIP)));
    await(acquirer.faults(Faults.NONE));
    await(terminal.settled());
    assertEquals(0, gbp().getLong("payments"));
    assertAgreement(terminal);
  }

  @Test
  void aDoubledAnswerIsHeardOnce() {
    acquirer("iso87-binary", Faults.NONE.with(Fault.DOUBLED, 1_000));
    Terminal terminal = terminal("iso87-binary", acquirer.port());
    for (int i = 0; i < 20; i++) {
      assertInstanceOf(
          PaymentResult.Approved.class,
          await(terminal.pay("a" + i, 1_000, TestCard.VISA, Entry.CHIP)));
    }
    assertEquals(20, gbp().getLong("payments"));
  }

  @Test
  void aRequestThatNeverArrivedIsRefusedAfterItsReversal() {
    acquirer("iso93-ascii", Faults.NONE.with(Fault.LOST, 1_000));
    Terminal terminal = impatient("iso93-ascii", acquirer.port());
    assertInstanceOf(
        PaymentResult.Unknown.class, await(terminal.pay("a", 1_000, TestCard.VISA, Entry.CHIP)));
    await(acquirer.faults(Faults.NONE));
    await(terminal.settled());
    assertEquals(0, payments());
    assertEquals(0, reversed());
    assertAgreement(terminal);
  }

  @Test
  void whereNobodyListensNothingIsSentAndNothingIsOwed() {
    Terminal terminal = terminal("iso87-binary", 1);
    assertInstanceOf(
        PaymentResult.Unsent.class, await(terminal.pay("a", 1_000, TestCard.VISA, Entry.CHIP)));
    assertEquals(0, await(terminal.owed()));
  }

  @Test
  void aLostConnectionOwesAReversal() {
    acquirer("iso87-binary", Faults.NONE);
    Line line = await(Line.open(vertx, 0, "127.0.0.1", acquirer.port()));
    Terminal terminal = terminal("iso87-binary", line.port());
    assertTrue(await(terminal.echo()));
    await(line.cut(Line.Way.TO_CLIENT));
    var paying = terminal.pay("a", 1_000, TestCard.VISA, Entry.CHIP);
    until("it was approved", () -> payments() == 1);
    await(line.cut(Line.Cut.RESET));
    assertInstanceOf(PaymentResult.Unknown.class, await(paying));
    await(line.heal());
    await(terminal.settled());
    assertEquals(0, payments());
    assertAgreement(terminal);
  }

  @Test
  void aTerminalThatStartsAgainReversesWhatWasCutOff() throws IOException {
    acquirer("iso87-binary", Faults.NONE.with(Fault.SILENT, 1_000));
    Terminal before = terminal("iso87-binary", acquirer.port());
    before.pay("a", 1_000, TestCard.VISA, Entry.CHIP);
    until("it was approved", () -> payments() == 1);
    // What a kill leaves behind: the file as it is while the answer is awaited.
    Files.copy(folder.resolve("terminal.log"), folder.resolve("left.log"));
    await(before.close());
    Files.move(
        folder.resolve("left.log"),
        folder.resolve("terminal.log"),
        StandardCopyOption.REPLACE_EXISTING);
    await(acquirer.faults(Faults.NONE));
    Terminal after = terminal("iso87-binary", acquirer.port());
    await(after.settled());
    assertEquals(0, payments());
    assertInstanceOf(PaymentResult.Unknown.class, await(after.resultOf("a")));
    PaymentResult next = await(after.pay("b", 1_000, TestCard.VISA, Entry.CHIP));
    assertEquals("000002", next.stan(), "the trace number goes on");
  }

  @Test
  void aTerminalSpeaksTlsWhereItIsTold() throws IOException {
    CertificateAuthority authority = CertificateAuthority.open(folder.resolve("ca"));
    var server = authority.server("edge");
    acquirer("iso87-binary", Faults.NONE);
    // Plain behind, TLS in front, as the edge's own listener has it.
    var front =
        await(
            vertx
                .createNetServer(
                    new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                            new PemKeyCertOptions()
                                .setCertPath(server.chain().toString())
                                .setKeyPath(server.key().toString())))
                .connectHandler(
                    socket -> {
                      socket.pause();
                      plain
                          .connect(acquirer.port(), "127.0.0.1")
                          .onSuccess(
                              behind -> {
                                socket.pipeTo(behind);
                                behind.pipeTo(socket);
                              });
                    })
                .listen(0, "127.0.0.1"));
    TerminalSettings settings =
        settings("iso87-binary", front.actualPort())
            .withTls(new TerminalSettings.Tls(authority.trust(), null, null));
    Terminal terminal = await(Terminal.start(vertx, settings));
    assertInstanceOf(
        PaymentResult.Approved.class, await(terminal.pay("a", 1_000, TestCard.VISA, Entry.CHIP)));
  }

  @Test
  void noCardNumberReachesADisk() throws IOException {
    acquirer("iso87-binary", Faults.NONE);
    Terminal terminal = terminal("iso87-binary", acquirer.port());
    for (TestCard card : TestCard.values()) {
      for (Entry entry : Entry.values()) {
        await(terminal.pay(card + "-" + entry, 1_000, card, entry));
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (TestCard card : TestCard.values()) {
          String number = new String(card.number(), StandardCharsets.US_ASCII);
          assertTrue(!text.contains(number), file + " holds a card number");
        }
      }
    }
  }

  @Test
  void badFramesAndBadMessagesCloseTheirOwnConnectionOnly() {
    acquirer("iso87-binary", Faults.NONE);
    Terminal terminal = terminal("iso87-binary", acquirer.port());
    assertTrue(await(terminal.echo()));
    for (String hex : List.of("0000", "FFFF", "000400000000", "0004FFFFFFFF", "00020200")) {
      boolean[] closed = {false};
      var socket = await(plain.connect(acquirer.port(), "127.0.0.1"));
      socket.closeHandler(ignored -> closed[0] = true);
      socket.write(Buffer.buffer(HexFormat.of().parseHex(hex)));
      until(hex + " closes it", () -> closed[0]);
    }
    assertTrue(await(terminal.echo()));
    assertEquals(5L, await(acquirer.activity()).getLong("notUnderstood"));
  }

  private void acquirer(String dialect, Faults faults) {
    acquirer =
        await(
            Acquirer.start(
                vertx,
                AcquirerSettings.of(Dialect.named(dialect), folder.resolve("acquirer"))
                    .withFaults(faults, 7)));
  }

  private Terminal terminal(String dialect, int port) {
    return await(Terminal.start(vertx, settings(dialect, port)));
  }

  /** For tests in which no answer comes, however long it waits. */
  private Terminal impatient(String dialect, int port) {
    return await(Terminal.start(vertx, settings(dialect, port).withWaits(400, 50)));
  }

  private TerminalSettings settings(String dialect, int port) {
    return TerminalSettings.of(
            "T1000001",
            "MERCHANT",
            Dialect.named(dialect),
            "localhost",
            port,
            folder.resolve("terminal.log"))
        .withWaits(60_000, 50);
  }

  private JsonObject gbp() {
    return await(acquirer.totals("")).getJsonObject("GBP", new JsonObject());
  }

  private long payments() {
    return gbp().getLong("payments", 0L);
  }

  private long reversed() {
    return gbp().getLong("reversed", 0L);
  }

  private void assertAgreement(Terminal terminal) {
    JsonObject here = await(terminal.totals()).getJsonObject("GBP");
    for (String name : List.of("payments", "paymentsMinor", "refunds", "refundsMinor")) {
      assertEquals(here.getLong(name), gbp().getLong(name, 0L), name);
    }
  }
}
