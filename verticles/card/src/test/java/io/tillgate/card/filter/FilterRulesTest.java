package io.tillgate.card.filter;

import static io.tillgate.card.filter.Filtering.AMEX;
import static io.tillgate.card.filter.Filtering.VISA;
import static io.tillgate.card.filter.Filtering.route;
import static io.tillgate.card.filter.Filtering.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.tillgate.card.cases.Case;
import io.tillgate.retail.payment.CaseKind;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of RULES, section 2, that traffic with the back office is held to. */
class FilterRulesTest {
  private static final String TOKEN = token(VISA);
  private static final String FORM = "application/x-www-form-urlencoded";
  private final Filtering net = new Filtering();

  @Test
  @DisplayName("RULES 2 / 3.3.1 a security code is emptied wherever a field's name tells it")
  void securityCodesAreEmptied() {
    assertEquals(
        "{\"pan\":\"" + TOKEN + "\",\"cvv\":\"\",\"securityCode\":\"\",\"card_cvc2\":12345}",
        net.json(
            "{\"pan\":\""
                + VISA
                + "\",\"cvv\":\"123\",\"securityCode\":1234,\"card_cvc2\":12345}"));
    assertEquals("card[cvc]=&cvv=&x=123", net.text(FORM, "card[cvc]=123&cvv=1234&x=123"));
    assertEquals(
        "<c CVV=''><cvc2></cvc2><n>123</n></c>",
        net.text("text/xml", "<c CVV='123'><cvc2>1234</cvc2><n>123</n></c>"));
    assertEquals(
        "Card " + TOKEN + " CVV2: , ok", net.text("text/plain", "Card " + VISA + " CVV2: 123, ok"));
    assertEquals(1, net.opened().size());
    assertTrue(net.metrics.get("tillgate.card.filter.codes").counters().size() > 0);
  }

  @Test
  @DisplayName("RULES 2 / 3.3.1.1 of a track the token stays and nothing else")
  void tracksAreRemoved() {
    assertEquals(
        "{\"t\":\";" + TOKEN + "?\"}", net.json("{\"t\":\";" + VISA + "=25121011234567890?\"}"));
    assertEquals(
        "{\"t\":\"" + TOKEN + "F\"}", net.json("{\"t\":\"" + VISA + "D25121011234567890F\"}"));
    assertEquals(
        "{\"t\":\"%B" + TOKEN + "?\"}",
        net.json("{\"t\":\"%B" + VISA + "^DOE/JOHN MR^25121011234567890?\"}"));
    assertEquals("{\"track2\":\"\"}", net.json("{\"track2\":\"" + VISA + "=2512101\"}"));
    assertEquals("{\"track2\":\"d2h5IGVuY3J5cHQ\"}", net.json("{\"track2\":\"d2h5IGVuY3J5cHQ\"}"));
  }

  @Test
  @DisplayName("RULES 2 / 3.3.1.3 what a route lists is emptied, a PIN block for example")
  void listedFieldsAreEmptied() {
    Filtering listed =
        Filtering.with(
            route("/**", "$.pan").put("remove", new JsonArray().add("$..pinBlock").add("//Pin")));
    assertEquals(
        "{\"pinBlock\":\"\",\"x\":{\"pinBlock\":\"\"}}",
        listed.json("{\"pinBlock\":\"0123456789ABCDEF\",\"x\":{\"pinBlock\":1234}}"));
    assertEquals(
        "<a><Pin></Pin></a>", listed.text("text/xml", "<a><Pin>0123456789ABCDEF</Pin></a>"));
    assertEquals(List.of(), listed.opened());
  }

  @Test
  @DisplayName("RULES 2 / 3.4.1 what is masked shows BIN and last four, and no more")
  void masksShowBinAndLastFour() {
    Filtering mask = new Filtering(new io.vertx.core.json.JsonObject().put("otherNumbers", "mask"));
    assertEquals("a 41111111****1111 b", mask.text("text/plain", "a " + VISA + " b"));
    assertEquals("378282*****0005", mask.text("text/plain", AMEX));
    assertEquals("[\"41111111****1111\"]", mask.json("[" + VISA + "]"));
  }

  @Test
  @DisplayName("RULES 2 / 12.10.7 a planted card number opens a case, once for each place")
  void aPlantedNumberOpensACase() {
    for (int i = 0; i < 3; i++) net.json("{\"note\":\"" + VISA + "\"}");
    List<Case> open = net.opened();
    assertEquals(1, open.size());
    assertEquals(CaseKind.CARD_NUMBER_FOUND, open.get(0).kind());
    assertEquals("back office, request, other traffic", open.get(0).where());
    assertTrue(open.get(0).detail().contains("41111111****1111"), open.get(0).detail());
    assertFalse(open.toString().contains(VISA));
  }

  @Test
  @DisplayName("RULES 2 / 12.10.7 a number in the field that a route names is expected: no case")
  void anExpectedNumberOpensNoCase() {
    Filtering expected = Filtering.with(route("/**", "$.pan"));
    expected.json("{\"pan\":\"" + VISA + "\"}");
    assertEquals(List.of(), expected.opened());
    expected.json("{\"note\":\"" + VISA + "\"}");
    assertEquals(1, expected.opened().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/cards/4111111111111111",
        "/a?pan=4111111111111111&b=1",
        "/a?pan=4111%201111%201111%201111",
        "/a?pan=4111+1111+1111+1111",
        "/a?pan=%34111111111111111",
        "/a?pan=%2534111111111111111",
        "/a?pan=4111-1111-1111-1111",
        "/a?cvv=123"
      })
  @DisplayName("RULES 2 / 12.10.7 card data in an address do not pass, however they are written")
  void cardDataInAddressesDoNotPass(String address) {
    Refused refused =
        assertThrows(
            Refused.class,
            () -> net.filter.open("GET", address, Map.<String, String>of().entrySet()));
    assertEquals(Refused.Reason.CARD_IN_HEAD, refused.reason());
    assertFalse(refused.getMessage().contains("4111"));
    assertEquals(1, net.opened().size());
    assertTrue(net.opened().get(0).detail().contains("address"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"referer", "cookie", "x-customer", "authorization"})
  @DisplayName("RULES 2 / 12.10.7 card data in a header do not pass, in neither direction")
  void cardDataInHeadersDoNotPass(String name) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(name, "a=1; b=" + VISA);
    assertThrows(Refused.class, () -> net.filter.open("GET", "/", headers));
    MultiMap none = MultiMap.caseInsensitiveMultiMap();
    try (FilteredExchange exchange = net.filter.open("GET", "/", none)) {
      assertThrows(Refused.class, () -> exchange.response(200, headers));
      assertThrows(Refused.class, () -> exchange.responseHead(headers));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/orders/4111111111111112/lines?id=550e8400-e29b-41d4-a716-446655440000",
        "/a?ts=1700000000000&trace=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "/a?order=41111111111111111111&q=100%&x=%zz&csv=123"
      })
  @DisplayName("RULES 2 / log redaction: long order numbers stay intact in addresses")
  void longNumbersInAddressesPass(String address) {
    net.filter.open("GET", address, Map.<String, String>of().entrySet()).close();
    assertEquals(List.of(), net.opened());
  }

  @Test
  @DisplayName(
      "RULES 2 / log redaction: no label of a metric and no word of a refusal holds a number")
  void metricsAndRefusalsHoldNoNumber() {
    Filtering refuse =
        new Filtering(new io.vertx.core.json.JsonObject().put("otherNumbers", "refuse"));
    Refused refused = assertThrows(Refused.class, () -> refuse.json("[\"" + VISA + "\"]"));
    assertFalse(refused.toString().contains("1111"), refused.toString());
    assertEquals(0, refused.getStackTrace().length);
    net.json("{\"" + VISA + "\":\"" + VISA + "\"}");
    for (Filtering each : List.of(net, refuse)) {
      for (Meter meter : each.metrics.getMeters()) {
        assertFalse(meter.getId().toString().contains("1111"), meter.getId().toString());
      }
    }
  }

  @Test
  @DisplayName("RULES 2 / tokens: a number passes to a listed upstream, in its request only")
  void revealIsForAListedUpstreamOnly() {
    Filtering reveal =
        Filtering.with(
            route("/authorise", "$.card.number")
                .put("direction", "request")
                .put("action", "reveal")
                .put("upstream", "https://psp.example"));
    String body = "{\"card\":{\"number\":\"%s\",\"cvv\":\"123\"},\"note\":\"%s\"}";
    assertEquals(
        body.formatted(VISA, TOKEN), cleaned(reveal, "/authorise", body.formatted(VISA, VISA)));
    assertEquals(
        body.replace("123", "").formatted(TOKEN, TOKEN),
        cleaned(reveal, "/elsewhere", body.formatted(VISA, VISA)));
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("content-type", "application/json");
    try (FilteredExchange exchange = reveal.filter.open("POST", "/authorise", headers)) {
      assertEquals(URI.create("https://psp.example"), exchange.upstream());
      byte[] answer = body.formatted(VISA, VISA).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertEquals(
          body.replace("123", "").formatted(TOKEN, TOKEN),
          CutAnywhereTest.text(Filtering.run(exchange.response(200, headers), answer, null)));
    }
    try (FilteredExchange exchange = reveal.filter.open("POST", "/elsewhere", headers)) {
      assertEquals(null, exchange.upstream());
    }
  }

  private static String cleaned(Filtering filtering, String path, String body) {
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return CutAnywhereTest.text(filtering.clean(path, "application/json", null, bytes, null));
  }

  @Test
  @DisplayName("RULES 2 / 3.5.1 a part of a body, in which a number may be cut, does not pass")
  void partsOfBodiesDoNotPass() {
    MultiMap part = MultiMap.caseInsensitiveMultiMap().add("content-range", "bytes 0-9/20");
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("range", "bytes=0-9");
    try (FilteredExchange exchange = net.filter.open("PUT", "/f", part)) {
      assertThrows(Refused.class, () -> exchange.request(part));
      assertThrows(Refused.class, () -> exchange.response(206, part));
      exchange.prepare(headers);
      assertFalse(headers.contains("range"));
    }
  }
}
