package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardSettingsTest {
  @TempDir Path directory;

  private static JsonObject acquirer(String name) {
    return new JsonObject().put("name", name).put("endpoints", JsonArray.of("a:1"));
  }

  private static JsonObject card(JsonObject... acquirers) {
    return new JsonObject().put("acquirers", new JsonArray(List.of((Object[]) acquirers)));
  }

  private static List<String> mistakes(JsonObject card) {
    BadCardSettings bad =
        assertThrows(BadCardSettings.class, () -> CardSettings.of(card).readProfiles());
    return bad.mistakes().stream().map(each -> each.path() + ": " + each.reason()).toList();
  }

  @Test
  void theShortFormIsOneAcquirer() {
    JsonObject card =
        new JsonObject().put("acquirer", new JsonObject().put("endpoints", JsonArray.of("a:1")));
    assertEquals("acquirer", CardSettings.of(card).acquirers().get(0).name());
  }

  @Test
  void bothFormsTogetherAreAMistake() {
    JsonObject card = card(acquirer("a")).put("acquirer", acquirer("b"));
    assertTrue(mistakes(card).get(0).startsWith("acquirer: is there beside 'acquirers'"));
  }

  @Test
  void everyUnknownNameIsSaidWithThoseThatThereAre() {
    JsonObject route = new JsonObject().put("acquirer", "c").put("failOverTo", "d");
    JsonObject card = card(acquirer("a"), acquirer("b")).put("routes", JsonArray.of(route));
    assertEquals(
        List.of(
            "routes.0.acquirer: 'c' is no acquirer; there are a, b",
            "routes.0.failOverTo: 'd' is no acquirer; there are a, b"),
        mistakes(card));
  }

  @Test
  void twoAcquirersOfOneNameAreAMistakeAndSoIsAFormerNameThatLives() {
    JsonObject third = acquirer("c").put("formerly", JsonArray.of("a"));
    List<String> mistakes = mistakes(card(acquirer("a"), acquirer("a"), third));
    assertEquals(2, mistakes.size(), mistakes.toString());
    assertTrue(mistakes.get(0).startsWith("acquirers.1.name: 'a' is taken"));
    assertTrue(mistakes.get(1).startsWith("acquirers.2.formerly: 'a' is another acquirer's name"));
  }

  @Test
  void whatARouteCannotMeanIsSaidAtThatRoute() {
    JsonObject route = new JsonObject().put("acquirer", "a").put("toMinor", 5);
    JsonObject card = card(acquirer("a")).put("routes", JsonArray.of(route));
    assertEquals(
        List.of("routes.0: amounts are in minor units of a currency: give its letters, too"),
        mistakes(card));
  }

  @Test
  void aProfileWithMessagesOfAnotherFormIsAMistake() {
    JsonObject card = card(acquirer("a"), acquirer("b").put("profile", "iso93-ascii"));
    List<String> mistakes = mistakes(card);
    assertEquals(1, mistakes.size());
    assertTrue(
        mistakes.get(0).startsWith("acquirers.1.profile: the edition of 'iso93-ascii'"),
        mistakes.toString());
  }

  @Test
  void aProfileThatDiffersInTimesAloneIsNone() throws Exception {
    String quick = Shop.quick(directory, "iso87-ascii", 123);
    JsonObject card = card(acquirer("a"), acquirer("b").put("profile", quick));
    assertEquals(123, CardSettings.of(card).readProfiles().get("b").answerMillis());
    String text = Files.readString(Path.of(quick));
    Path other = directory.resolve("other.yaml");
    Files.writeString(
        other, text.replaceFirst("approved: \\[([^\\]]*)\\]", "approved: [$1, \"77\"]"));
    JsonObject bad = card(acquirer("a"), acquirer("b").put("profile", other.toString()));
    assertTrue(mistakes(bad).get(0).contains("what response codes mean"), mistakes(bad).toString());
  }
}
