package io.tillgate.sandbox.acquirer;

import static io.tillgate.sandbox.Await.await;
import static io.tillgate.sandbox.Await.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.sandbox.ForcedLog;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcquirerTest {
  private static final Dialect DIALECT = Dialect.named("iso87-binary");

  @TempDir Path folder;
  private Vertx vertx;
  private Acquirer acquirer;
  private RawClient client;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    open(AcquirerSettings.of(DIALECT, folder));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private void open(AcquirerSettings settings) {
    acquirer = await(Acquirer.start(vertx, settings));
    client = new RawClient(vertx, DIALECT, acquirer.port());
  }

  @Test
  void aRepeatGetsTheSameAnswerAndCountsOnce() {
    MessageView first = client.ask(purchase("000001", "101500", 1_000));
    MessageView again = client.ask(purchase("000001", "101500", 1_000).mti(201));
    assertEquals("00", first.text(39));
    assertEquals(210, again.mti());
    for (int field : new int[] {37, 38, 39}) assertEquals(first.text(field), again.text(field));
    assertEquals(1, gbp("payments"));
  }

  @Test
  void theSameIdentityWithAnotherAmountIsADuplicate() {
    client.ask(purchase("000001", "101500", 1_000));
    assertEquals("94", client.ask(purchase("000001", "101500", 1_001)).text(39));
    assertEquals(1_000, gbp("paymentsMinor"));
  }

  @Test
  void aTraceNumberThatWrappedIsAnotherTransaction() {
    client.ask(purchase("000001", "101500", 1_000));
    assertEquals("00", client.ask(purchase("000001", "171500", 2_000)).text(39));
    assertEquals(3_000, gbp("paymentsMinor"));
    // The older one is reversed, not the newer one.
    MessageBuilder reversal = client.reversalOf(purchase("000001", "101500", 1_000));
    assertEquals("00", client.ask(reversal).text(39));
    assertEquals(2_000, gbp("paymentsMinor"));
  }

  @Test
  void aReversalUndoesOnceHoweverOftenItComes() {
    client.ask(purchase("000001", "101500", 1_000));
    MessageBuilder reversal = client.reversalOf(purchase("000001", "101500", 1_000));
    assertEquals(430, client.ask(reversal).mti());
    for (int i = 0; i < 3; i++) assertEquals("00", client.ask(reversal.mti(421)).text(39));
    assertEquals(0, gbp("payments"));
    assertEquals(1, gbp("reversed"));
    assertEquals(1_000, gbp("reversedMinor"));
  }

  @Test
  void theReversalOfSomethingUnknownIsRememberedAndItsOriginalIsRefused() {
    MessageBuilder reversal = client.reversalOf(purchase("000001", "101500", 1_000));
    assertEquals("25", client.ask(reversal).text(39));
    assertEquals("25", client.ask(reversal.mti(421)).text(39));
    assertEquals("12", client.ask(purchase("000001", "101500", 1_000)).text(39));
    assertEquals("00", client.ask(purchase("000001", "101501", 1_000)).text(39), "another one");
    assertEquals(1, gbp("payments"));
  }

  @Test
  void aReversalInPartLeavesTheRest() {
    client.ask(purchase("000001", "101500", 1_000));
    MessageBuilder reversal = client.reversalOf(purchase("000001", "101500", 1_000));
    reversal.text(95, "000000000300" + "0".repeat(12) + "C00000000C00000000");
    assertEquals("00", client.ask(reversal).text(39));
    assertEquals(300, gbp("paymentsMinor"));
    assertEquals(700, gbp("reversedMinor"));
  }

  @Test
  void whatWasAnsweredIsThereAfterAStartAndSoIsWhatWasReversed() {
    client.ask(purchase("000001", "101500", 1_000));
    client.ask(purchase("000002", "101501", 2_000));
    client.ask(client.reversalOf(purchase("000002", "101501", 2_000)));
    client.ask(client.reversalOf(purchase("000003", "101502", 3_000)));
    JsonObject before = await(acquirer.totals(""));
    await(acquirer.close());
    open(AcquirerSettings.of(DIALECT, folder));
    assertEquals(before, await(acquirer.totals("")));
    assertEquals("00", client.ask(purchase("000001", "101500", 1_000)).text(39));
    assertEquals("12", client.ask(purchase("000003", "101502", 3_000)).text(39));
    JsonObject after = await(acquirer.totals("")).getJsonObject("GBP");
    assertEquals(1, after.getLong("payments"));
  }

  @Test
  void nothingIsAnsweredBeforeItIsOnDisk() throws Exception {
    await(acquirer.close());
    Semaphore disk = new Semaphore(0);
    ForcedLog.Force slow = channel -> disk.acquireUninterruptibly();
    acquirer = await(Acquirer.start(vertx, AcquirerSettings.of(DIALECT, folder), slow));
    client = new RawClient(vertx, DIALECT, acquirer.port());
    client.send(purchase("000001", "101500", 1_000));
    client.send(purchase("000001", "101500", 1_000).mti(201));
    until("both came", () -> await(acquirer.activity()).getLong("received") == 2);
    assertEquals(0, await(acquirer.activity()).getLong("answered"), "a repeat waits, too");
    disk.release(1_000);
    until("both are answered", () -> client.heard().size() == 2);
  }

  @Test
  void whereTheDiskFailsNobodyIsAnsweredAndItSaysSo() {
    await(acquirer.close());
    ForcedLog.Force failing =
        channel -> {
          throw new IOException("no space left");
        };
    acquirer = await(Acquirer.start(vertx, AcquirerSettings.of(DIALECT, folder), failing));
    client = new RawClient(vertx, DIALECT, acquirer.port());
    client.send(purchase("000001", "101500", 1_000));
    until("it is not ready", () -> http(HttpMethod.GET, "/health/ready", null).statusCode() == 503);
    assertEquals(0, client.heard().size());
    until("it has closed", () -> await(acquirer.activity()).getInteger("connections") == 0);
  }

  @Test
  void booksBegunAnewFromTheirSnapshotAreTheSameBooks() {
    Books books = new Books();
    Identity one = new Identity("T1", "000001", "1", "a", "b", null);
    Identity two = new Identity("T1", "000002", "1", "a", "b", null);
    Transaction first = transaction(one, 500);
    Transaction second = transaction(two, 700);
    books.apply(Books.decided(first));
    books.apply(Books.decided(second));
    books.apply(Books.reversed(second, 0));
    books.apply(Books.reversed(second, 0));
    assertEquals(1, books.totals("").getJsonObject("GBP").getLong("reversed"));
    books.apply(Books.awaited(new Identity("T1", "000003", "1", "c", "d", null)));
    Books anew = new Books();
    books.snapshot().forEach(entry -> anew.apply(new JsonObject(entry.encode())));
    assertEquals(books.totals(""), anew.totals(""));
    assertEquals(first, anew.repeated(one));
    assertEquals(new Books.Original.ReversedBefore(second), anew.original(two));
    assertTrue(anew.wasReversedBefore(new Identity("T1", "000003", "1", "c", "d", null)));
    assertEquals(books.snapshot(), anew.snapshot());
  }

  @Test
  void booksThatForgetTheOldestStillSumRight() {
    Books few = new Books(10);
    Books many = new Books(1_000);
    for (int i = 0; i < 100; i++) {
      Transaction each =
          transaction(new Identity("T1", String.format("%06d", i), "1", "a", "b", null), 10 + i);
      for (Books books : List.of(few, many)) books.apply(Books.decided(each));
    }
    assertEquals(10, few.remembered());
    // A ledger written by a run that remembered it is read by one that does not.
    Transaction first = many.repeated(new Identity("T1", "000000", "1", "a", "b", null));
    for (Books books : List.of(few, many)) books.apply(Books.reversed(first, 0));
    assertEquals(many.totals(""), few.totals(""));
    Identity last = new Identity("T1", "000099", "1", "a", "b", null);
    assertEquals(many.original(last), few.original(last));
    assertEquals(new Books.Original.Unknown(), few.original(first.identity()));
  }

  private static Transaction transaction(Identity identity, long minor) {
    return new Transaction(
        identity, Transaction.Kind.PAYMENT, minor, minor, "GBP", "00", "r" + minor, "1", "1111");
  }

  @Test
  void manyMessagesInFlightAreAllAnswered() {
    for (int i = 0; i < 2_000; i++) {
      client.send(purchase(String.format("%06d", i + 1), "101500", 100));
    }
    until("all are answered", () -> client.heard().size() == 2_000);
    Set<String> stans = new HashSet<>();
    client.heard().forEach(answer -> stans.add(answer.text(11)));
    assertEquals(2_000, stans.size());
    assertEquals(200_000, gbp("paymentsMinor"));
  }

  @Test
  void aConnectionThatMustSignOnFirstIsNotServedBefore() {
    await(acquirer.close());
    open(AcquirerSettings.of(DIALECT, folder).withSignOnFirst(true));
    assertEquals("58", client.ask(purchase("000001", "101500", 1_000)).text(39));
    MessageBuilder signOn = new MessageBuilder(DIALECT).start(800).text(7, "0301101500");
    MessageView answer = client.ask(signOn.text(11, "000009").text(70, "001"));
    assertEquals(810, answer.mti());
    assertEquals("00", answer.text(39));
    assertEquals("00", client.ask(purchase("000001", "101500", 1_000)).text(39));
  }

  @Test
  void whatLacksItsIdentityIsToldSo() {
    MessageBuilder noTerminal = purchase("000001", "101500", 1_000).drop(41);
    assertEquals("30", client.ask(noTerminal).text(39));
    assertEquals("30", client.ask(purchase("000001", "101500", 1_000).drop(2)).text(39));
    assertEquals("30", client.ask(purchase("000001", "101500", 1_000).text(49, "001")).text(39));
  }

  @Test
  void theSameSeedThrowsTheSameFaultsInWhateverOrderMessagesCome() {
    Faults faults = Faults.NONE.with(Faults.Fault.SILENT, 200).with(Faults.Fault.DOUBLED, 200);
    FaultDice one = new FaultDice(42);
    FaultDice other = new FaultDice(42);
    StringBuilder forwards = new StringBuilder();
    StringBuilder backwards = new StringBuilder();
    for (int i = 0; i < 500; i++) forwards.append(one.next(faults, 200, message(i))).append('\n');
    for (int i = 499; i >= 0; i--) {
      backwards.insert(0, other.next(faults, 200, message(i)) + "\n");
    }
    assertEquals(forwards.toString(), backwards.toString());
    long silent = one.thrown().get(Faults.Fault.SILENT);
    assertTrue(silent > 60 && silent < 140, silent + " of 500, 100 expected");
    assertNotEquals(one.thrown(), new FaultDice(43).thrown());
  }

  private static Identity message(int i) {
    return new Identity("T1", String.format("%06d", i), "1", "0301101500", null, null);
  }

  @Test
  void anotherProcessReadsTotalsAndOrdersFaults() {
    client.ask(purchase("000001", "101500", 1_000));
    JsonObject totals = http(HttpMethod.GET, "/totals?terminal=TERM", null).bodyAsJsonObject();
    assertEquals(1, totals.getJsonObject("GBP").getLong("payments"));
    JsonObject none = http(HttpMethod.GET, "/totals?terminal=X", null).bodyAsJsonObject();
    assertEquals(new JsonObject(), none);
    http(HttpMethod.PUT, "/faults", "{\"declineAll\":true}");
    assertEquals("05", client.ask(purchase("000002", "101500", 1_000)).text(39));
    HttpResponse<Buffer> wrong = http(HttpMethod.PUT, "/faults", "{\"perMille\":{\"slo\":1}}");
    assertEquals(400, wrong.statusCode());
    assertTrue(wrong.bodyAsString().contains("silent, slow"), wrong.bodyAsString());
    assertEquals(200, http(HttpMethod.GET, "/health/ready", null).statusCode());
  }

  private HttpResponse<Buffer> http(HttpMethod method, String path, String body) {
    WebClient web = WebClient.create(vertx);
    var request = web.request(method, acquirer.controlPort(), "127.0.0.1", path);
    var sent = body == null ? request.send() : request.sendBuffer(Buffer.buffer(body));
    HttpResponse<Buffer> response = await(sent);
    web.close();
    return response;
  }

  private MessageBuilder purchase(String stan, String time, long amountMinor) {
    return client.purchase("TERM0001", stan, time, amountMinor);
  }

  private long gbp(String name) {
    return await(acquirer.totals("")).getJsonObject("GBP").getLong(name);
  }
}
