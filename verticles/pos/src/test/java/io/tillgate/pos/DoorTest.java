package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.pos.Door.Admission;
import io.tillgate.pos.Door.Admitted;
import io.tillgate.pos.Door.Refused;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {
  private static final String VISA = "4111111111111111";

  private final Door door = new Door(Edge.STORE, 16, 500, new LuhnGuard());

  @Test
  void aRightSaleComesIn() {
    assertInstanceOf(Admitted.class, admit(Till.sale()));
  }

  @Test
  void aGiftAndAZeroTotalAreLegal() {
    JsonObject sale = Till.sale();
    sale.put("lines", new JsonArray().add(Till.line("1", "GIFT", "1", 0, 0)));
    sale.put("tenders", new JsonArray()).put("totals", Till.totals(0, 0, 0, 0));
    assertInstanceOf(Admitted.class, admit(sale));
  }

  @Test
  void anAmountOnlyRefundNeedsNoLines() {
    JsonObject refund = Till.refund().put("amountOnlyMinor", 255);
    refund.remove("lines");
    refund.put("totals", Till.totals(0, 0, 0, 255));
    assertInstanceOf(Admitted.class, admit(EventKind.REFUND, refund.encode()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"id\":",
        "nonsense",
        "{} {}",
        "{\"a\":01}",
        "{'a':1}",
        "{\"a\":1,}",
        "[1,2",
        "{\"a\":NaN}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":tru}",
        "// x\n{}",
        "\"\\x\""
      })
  void whatIsNotJsonIsABadRequest(String body) {
    Problem problem = refused(EventKind.SALE, body);
    assertEquals(400, problem.status(), body);
    assertFalse(problem.toJson().encode().contains("nonsense"), "it quotes the body");
  }

  @Test
  void otherEncodingsThanUtf8AreABadRequest() {
    String sale = Till.sale().encode();
    assertEquals(400, refused(sale.getBytes(StandardCharsets.UTF_16)).status());
    assertEquals(400, refused(sale.getBytes(StandardCharsets.UTF_16LE)).status());
    byte[] latin = sale.replace("HEART", "H\u00c4RT").getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(400, refused(latin).status());
  }

  @Test
  void aPropertyNamedTwiceIsABadRequestWithItsPlace() {
    String sale = Till.sale().encode().replace("\"changeMinor\"", "\"amountMinor\"");
    Problem problem = refused(EventKind.SALE, sale);
    assertEquals(400, problem.status());
    assertEquals("/tenders/0/amountMinor", problem.flaws().get(0).pointer());
  }

  @Test
  void nestingIsBounded() {
    String deep = "[".repeat(17) + "]".repeat(17);
    assertEquals(400, refused(EventKind.SALE, deep).status());
    String bottomless = "{\"a\":".repeat(200_000);
    assertEquals(400, refused(EventKind.SALE, bottomless).status());
    assertEquals(422, refused(EventKind.SALE, "[".repeat(16) + "]".repeat(16)).status());
  }

  @ParameterizedTest
  @MethodSource
  void aWrongShapeIsAnsweredWithThePlace(String pointer, Consumer<JsonObject> bend) {
    JsonObject sale = Till.sale();
    bend.accept(sale);
    Problem problem = refused(EventKind.SALE, sale.encode());
    assertEquals(422, problem.status());
    assertEquals("wrong-shape", problem.type());
    assertEquals(1, problem.flaws().size(), problem.flaws().toString());
    assertEquals(pointer, problem.flaws().get(0).pointer());
    assertFalse(problem.flaws().get(0).reason().contains("another type"), problem.toString());
  }

  static Stream<Arguments> aWrongShapeIsAnsweredWithThePlace() {
    return Stream.of(
        bend("/id", sale -> sale.put("id", "1")),
        bend("/id", sale -> sale.put("id", 7)),
        bend("/id", sale -> sale.remove("id")),
        bend("/store", sale -> sale.put("store", "another")),
        bend("/till", sale -> sale.put("till", "-x")),
        bend("/till", sale -> sale.put("till", "x".repeat(65))),
        bend("/occurredAt", sale -> sale.put("occurredAt", "2026-03-01T10:15:30")),
        bend("/occurredAt", sale -> sale.put("occurredAt", "2026-02-30T10:15:30Z")),
        bend("/occurredAt", sale -> sale.put("occurredAt", "1970-01-01T00:00:00Z")),
        bend("/occurredAt", sale -> sale.put("occurredAt", "2200-01-01T00:00:00Z")),
        bend("/currency", sale -> sale.put("currency", "gbp")),
        bend("/lines", sale -> sale.put("lines", new JsonArray())),
        bend("/lines", sale -> sale.putNull("lines")),
        bend("/tenders", sale -> sale.remove("tenders")),
        bend("/note", sale -> sale.put("note", "unknown")),
        bend("/totals/totalMinor", sale -> sale.getJsonObject("totals").remove("totalMinor")),
        bend("/lines/0/quantity", sale -> line(sale).put("quantity", 2)),
        bend("/lines/0/quantity", sale -> line(sale).put("quantity", "2.0001")),
        bend("/lines/0/quantity", sale -> line(sale).put("quantity", "1e3")),
        bend("/lines/0/unitPriceMinor", sale -> line(sale).put("unitPriceMinor", 2.55)),
        bend("/lines/0/unitPriceMinor", sale -> line(sale).put("unitPriceMinor", "255")),
        bend("/lines/0/unitPriceMinor", sale -> line(sale).put("unitPriceMinor", -1)),
        bend("/lines/0/unitPriceMinor", sale -> line(sale).put("unitPriceMinor", 1L << 60)),
        bend("/lines/0/sku", sale -> line(sale).put("sku", "")),
        bend("/lines/0/sku", sale -> line(sale).put("sku", "x".repeat(65))),
        bend("/lines/0/description", sale -> line(sale).put("description", "x".repeat(201))),
        bend("/lines/0/description", sale -> line(sale).put("description", "nul \u0000")),
        bend("/lines/0/col~1our~0", sale -> line(sale).put("col/our~", 1)),
        bend("/tenders/0/kind", sale -> tender(sale).put("kind", "barter")),
        bend("/tenders/0/card/pan", sale -> card(sale).put("pan", "x")),
        bend("/tenders/0/card/stan", sale -> card(sale).put("stan", "12345")));
  }

  @Test
  void numbersBeyondAnyRangeAreRefusedAndNotRounded() {
    for (String number : new String[] {"1e2", "5.0", "9223372036854775808", "1" + "0".repeat(31)}) {
      String sale =
          Till.sale().encode().replace("\"unitPriceMinor\":255", "\"unitPriceMinor\":" + number);
      Problem problem = refused(EventKind.SALE, sale);
      assertEquals(422, problem.status(), number);
      assertEquals("/lines/0/unitPriceMinor", problem.flaws().get(0).pointer(), number);
    }
    String endless = Till.sale().encode().replace(":255", ":" + "1".repeat(5_000));
    assertEquals(400, refused(EventKind.SALE, endless).status());
  }

  @Test
  void halfASurrogatePairIsRefused() {
    String sale = Till.sale().encode().replace("WHITE", "\\ud83d");
    Problem problem = refused(EventKind.SALE, sale);
    assertEquals("/lines/0/description", problem.flaws().get(0).pointer());
    String whole = Till.sale().encode().replace("WHITE", "\\ud83d\\ude00");
    assertInstanceOf(Admitted.class, admit(EventKind.SALE, whole));
  }

  @Test
  void aHundredMistakesAreNotAllListed() {
    JsonObject sale = Till.sale();
    for (int i = 0; i < 100; i++) sale.put("unknown" + i, i);
    assertEquals(20, refused(EventKind.SALE, sale.encode()).flaws().size());
  }

  @Test
  void aWrongSumSaysWhichAndByHowMuch() {
    JsonObject sale = Till.sale();
    tender(sale).put("changeMinor", 900);
    Problem problem = refused(EventKind.SALE, sale.encode());
    assertEquals("wrong-sums", problem.type());
    JsonObject error = problem.toJson().getJsonArray("errors").getJsonObject(0);
    assertEquals("/tenders", error.getString("pointer"));
    assertEquals(-10, error.getLong("offByMinor"));
  }

  @ParameterizedTest
  @MethodSource
  void aCardNumberAnywhereIsRefusedAndNeverRepeated(String pointer, Consumer<JsonObject> plant) {
    JsonObject sale = Till.sale();
    plant.accept(sale);
    Problem problem = refused(EventKind.SALE, sale.encode());
    assertEquals(422, problem.status());
    assertEquals("card-number", problem.type());
    assertEquals(pointer, problem.flaws().get(0).pointer());
    String answer = problem.toJson().encode().replaceAll("[^0-9]", "");
    assertFalse(answer.contains(VISA.substring(0, 13)), problem.toString());
  }

  static Stream<Arguments> aCardNumberAnywhereIsRefusedAndNeverRepeated() {
    return Stream.of(
        bend("/lines/0/description", sale -> line(sale).put("description", "card " + VISA + ".")),
        bend("/lines/0/description", sale -> line(sale).put("description", "4111 1111 1111 1111")),
        bend("/lines/0/description", sale -> line(sale).put("description", "4111-1111-1111-1111")),
        bend(
            "/lines/0/description",
            sale -> line(sale).put("description", "4111\u00a01111\u20111111\u20131111")),
        bend("/lines/1/description", sale -> line(sale, 1).put("description", fullWidth())),
        bend("/lines/0/sku", sale -> line(sale).put("sku", "5555555555554444")),
        bend("/customerReference", sale -> sale.put("customerReference", "378282246310005")),
        bend("/receiptNumber", sale -> sale.put("receiptNumber", "4000000000000002")),
        bend("/note", sale -> sale.put("note", VISA)),
        bend("/notes/0/a", sale -> sale.put("notes", new JsonArray().add(note()))),
        bend("/(withheld)", sale -> sale.put(VISA, "x")),
        bend("/pan", sale -> sale.put("pan", 4111111111111111L)),
        bend("/roundingMinor", sale -> sale.put("roundingMinor", 378282246310005L)),
        bend("/tenders/0/card/pan", sale -> card(sale).put("pan", VISA)));
  }

  @Test
  void aCardNumberHiddenInEscapesIsFound() {
    String hidden = "\\u0034" + VISA.substring(1);
    String sale = Till.sale().encode().replace("WHITE HANGING HEART", hidden);
    assertEquals("card-number", refused(EventKind.SALE, sale).type());
  }

  @ParameterizedTest
  @CsvSource({"4006381333931", "4012345678901", "0000040123455"})
  void anArticleNumberIsNoCardNumber(String gtin) {
    JsonObject sale = Till.sale();
    line(sale).put("sku", gtin);
    assertTrue(
        admit(sale) instanceof Admitted || gtin.equals("4012345678901"),
        "a right GTIN-13 that begins with a 4 is sold every day");
  }

  @Test
  void anIdFullOfDigitsIsNoCardNumber() {
    JsonObject sale = Till.sale().put("id", "41111111-1111-4111-8111-411111111111");
    assertInstanceOf(Admitted.class, admit(sale));
  }

  @Test
  void longNumbersThatAreNoCardNumbersStayIntact() {
    JsonObject sale = Till.sale().put("receiptNumber", "4111111111111112");
    assertInstanceOf(Admitted.class, admit(sale));
  }

  @Test
  void theLargestSaleFitsIntoOneRecord() {
    JsonObject sale = Till.sale();
    JsonArray lines = new JsonArray();
    for (int i = 0; i < 2_000; i++) lines.add(Till.line("line-" + i, "SKU" + i, "1", 1, 1));
    sale.put("lines", lines).put("totals", Till.totals(2000, 0, 0, 2000));
    tender(sale).put("amountMinor", 2000).put("changeMinor", 0);
    assertInstanceOf(Admitted.class, admit(sale));
    lines.add(Till.line("one-too-many", "SKU", "1", 1, 1));
    assertEquals("/lines", refused(EventKind.SALE, sale.encode()).flaws().get(0).pointer());
  }

  @Test
  void whatFitsTheBoundsButNotARecordIsTooLarge() {
    JsonObject sale = Till.sale();
    JsonArray lines = new JsonArray();
    for (int i = 0; i < 2_000; i++) {
      lines.add(Till.line("line-" + i, "SKU", "1", 1, 1).put("description", "\u4e2d".repeat(200)));
    }
    sale.put("lines", lines).put("totals", Till.totals(2000, 0, 0, 2000));
    tender(sale).put("amountMinor", 2000).put("changeMinor", 0);
    assertEquals(413, refused(EventKind.SALE, sale.encode()).status());
  }

  @Test
  void whatSalesMoveCannotBePosted() {
    JsonObject movement = Till.loss().put("kind", "sale");
    Problem problem = refused(EventKind.STOCK_MOVEMENT, movement.encode());
    assertEquals("/kind", problem.flaws().get(0).pointer());
  }

  @Test
  void aBatchIsBounded() {
    Door small = new Door(Edge.STORE, 16, 2, new LuhnGuard());
    JsonObject batch = Till.batch("sale", Till.sale(), "sale", Till.sale(), "sale", Till.sale());
    Refused refused = (Refused) small.admitBatch(bytes(batch.encode()));
    assertEquals(413, refused.problem().status());
    Refused empty = (Refused) small.admitBatch(bytes("{\"events\":[]}"));
    assertEquals("/events", empty.problem().flaws().get(0).pointer());
    Refused kind = (Refused) small.admitBatch(bytes(Till.batch("cheque", Till.sale()).encode()));
    assertEquals("/events/0/kind", kind.problem().flaws().get(0).pointer());
  }

  private static Arguments bend(String pointer, Consumer<JsonObject> bend) {
    return Arguments.of(pointer, bend);
  }

  private static JsonObject line(JsonObject sale) {
    return line(sale, 0);
  }

  private static JsonObject line(JsonObject sale, int index) {
    return sale.getJsonArray("lines").getJsonObject(index);
  }

  private static JsonObject tender(JsonObject sale) {
    return sale.getJsonArray("tenders").getJsonObject(0);
  }

  private static JsonObject card(JsonObject sale) {
    JsonObject card = new JsonObject().put("terminal", "T1");
    tender(sale).put("kind", "card").put("card", card);
    return card;
  }

  private static JsonObject note() {
    return new JsonObject().put("a", VISA);
  }

  private static String fullWidth() {
    StringBuilder text = new StringBuilder();
    for (char c : VISA.toCharArray()) text.append((char) (c - '0' + '\uff10'));
    return text.toString();
  }

  private Admission admit(JsonObject sale) {
    return admit(EventKind.SALE, sale.encode());
  }

  private Admission admit(EventKind kind, String body) {
    return door.admit(kind, bytes(body));
  }

  private Problem refused(EventKind kind, String body) {
    return ((Refused) admit(kind, body)).problem();
  }

  private Problem refused(byte[] body) {
    return ((Refused) door.admit(EventKind.SALE, body)).problem();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
