package io.tillgate.card.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso;
import io.tillgate.card.message.Messages;
import io.tillgate.card.message.Request;
import io.tillgate.wire.Dialect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
  private static final Dialect DIALECT = Dialect.named("iso87-ascii");
  private final Iso iso = new Iso(DIALECT);
  private final Messages messages = new Messages(DIALECT);
  private final List<RouteSettings> routes = new ArrayList<>();

  private RoutingTest route(String json) {
    routes.add(RouteSettings.of(new JsonObject(json)));
    return this;
  }

  private Request purchase(String pan, String terminal, long amountMinor, String currency) {
    Map<Integer, String> fields = iso.purchase(terminal, "000001", amountMinor);
    if (pan == null) fields.remove(2);
    else fields.put(2, pan);
    fields.put(49, currency);
    return messages.request(iso.write(200, fields));
  }

  private int choose(Request request) {
    return new Routing(routes, new CardGlance(DIALECT)).choose(request);
  }

  private int choose(String pan) {
    return choose(purchase(pan, "TERM0001", 100, "840"));
  }

  @Test
  void theFirstRouteThatFitsIsTaken() {
    route("{'bins': ['411111'], 'acquirer': 'a'}".replace('\'', '"'));
    route("{\"brands\": [\"visa\"], \"acquirer\": \"b\"}");
    route("{\"acquirer\": \"c\"}");
    assertEquals(0, choose("4111111111111111"));
    assertEquals(1, choose("4000000000000002"));
    assertEquals(2, choose("5555555555554444"));
  }

  @Test
  void whatFitsNoRouteTakesNone() {
    route("{\"brands\": [\"amex\"], \"acquirer\": \"a\"}");
    assertEquals(0, choose("378282246310005"));
    assertEquals(Routing.NONE, choose("4111111111111111"));
    assertEquals(Routing.NONE, choose((String) null), "a card that the terminal encrypted");
  }

  @ParameterizedTest
  @CsvSource({
    "4, true",
    "3, false",
    "41111111, true",
    "41111112, false",
    "40-41, true",
    "42-49, false",
    "411111-411111, true",
    "41111110-41111111, true",
    "4111112-4111119, false",
    "0-9, true"
  })
  void aRangeOfNumbersIsReadToItsLastDigit(String bin, boolean fits) {
    routes.add(
        RouteSettings.of(new JsonObject().put("bins", JsonArray.of(bin)).put("acquirer", "a")));
    assertEquals(fits ? 0 : Routing.NONE, choose("4111111111111111"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "123456789", "5-", "-5", "6-5", "4 1"})
  void whatIsNoRangeIsRefused(String bin) {
    assertThrows(IllegalArgumentException.class, () -> BinRange.of(bin));
  }

  @Test
  void amountsAreOfTheirCurrency() {
    route("{\"currency\": \"EUR\", \"fromMinor\": 100, \"toMinor\": 5000, \"acquirer\": \"a\"}");
    assertEquals(0, choose(purchase("4111111111111111", "T0000001", 100, "978")));
    assertEquals(0, choose(purchase("4111111111111111", "T0000001", 5_000, "978")));
    assertEquals(-1, choose(purchase("4111111111111111", "T0000001", 5_001, "978")));
    assertEquals(-1, choose(purchase("4111111111111111", "T0000001", 99, "978")));
    assertEquals(-1, choose(purchase("4111111111111111", "T0000001", 100, "840")));
    assertThrows(
        IllegalArgumentException.class, () -> route("{\"toMinor\": 5, \"acquirer\": \"a\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "TERM0001, true", "TERM*, true", "*, true", "*1, true", "T*0*1, true", "TERM0002, false",
    "TERM, false", "ERM*, false", "*2, false", "TERM0001*, true", "*TERM0001, true", "**, true"
  })
  void aStarStandsForAnyCharacters(String pattern, boolean matches) {
    assertEquals(matches, new TerminalPattern(pattern).matches("TERM0001"));
  }

  @Test
  void allThatARouteSaysMustHold() {
    route(
        "{\"brands\": [\"visa\"], \"terminals\": [\"KIOSK*\"], \"currency\": \"USD\","
            + " \"acquirer\": \"a\"}");
    assertEquals(0, choose(purchase("4111111111111111", "KIOSK001", 1, "840")));
    assertEquals(-1, choose(purchase("4111111111111111", "TERM0001", 1, "840")));
    assertEquals(-1, choose(purchase("5555555555554444", "KIOSK001", 1, "840")));
    assertEquals(-1, choose(purchase("4111111111111111", "KIOSK001", 1, "978")));
  }

  @Test
  void aRouteThatNothingCanTakeIsDoubted() {
    route("{\"bins\": [\"4\"], \"acquirer\": \"a\"}");
    route("{\"bins\": [\"411111\"], \"terminals\": [\"K*\"], \"acquirer\": \"b\"}");
    List<Routing.Doubt> doubts = Routing.doubts(routes);
    assertEquals(1, doubts.size());
    assertEquals(1, doubts.get(0).route());
    assertTrue(doubts.get(0).reason().contains("route 0 above takes all"), doubts.toString());
  }

  @Test
  void routesThatPartlyOverlapAreDoubtedAndOneThatIsMoreGeneralIsNot() {
    route("{\"bins\": [\"40-45\"], \"acquirer\": \"a\"}");
    route("{\"bins\": [\"44-49\"], \"acquirer\": \"b\"}");
    route("{\"brands\": [\"visa\"], \"acquirer\": \"c\"}");
    route("{\"acquirer\": \"a\"}");
    List<Routing.Doubt> doubts = Routing.doubts(routes);
    assertEquals(1, doubts.size(), doubts.toString());
    assertEquals(1, doubts.get(0).route());
    routes.clear();
    route("{\"bins\": [\"411111\"], \"acquirer\": \"a\"}");
    route("{\"bins\": [\"4\"], \"acquirer\": \"b\"}");
    assertEquals(List.of(), Routing.doubts(routes), "the special before the general");
  }

  @Test
  void amountsThatPartlyOverlapAreDoubted() {
    route("{\"currency\": \"EUR\", \"toMinor\": 5000, \"acquirer\": \"a\"}");
    route("{\"currency\": \"EUR\", \"fromMinor\": 4000, \"toMinor\": 9000, \"acquirer\": \"b\"}");
    route("{\"currency\": \"USD\", \"toMinor\": 9000, \"acquirer\": \"b\"}");
    assertEquals(List.of(1), Routing.doubts(routes).stream().map(Routing.Doubt::route).toList());
  }
}
