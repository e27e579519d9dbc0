package io.tillgate.card.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandInLimitsTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iso87-ascii",
        "iso87-binary",
        "iso93-ascii",
        "iso93-binary",
        "iso93-ebcdic",
        "iso2003",
        "base24"
      })
  void theShippedSectionIsOffAndSaysTheDefaults(String name) throws IOException {
    Path source = Path.of(System.getProperty("project.root"), "conf/acquirer", name + ".yaml");
    assertTrue(StandInLimits.of(Dialect.load(source)).isEmpty(), "off as shipped");
    Path on = temp.resolve("on.yaml");
    Files.writeString(on, Files.readString(source).replace("enabled: false", "enabled: true"));
    StandInLimits shipped = StandInLimits.of(Dialect.load(on)).orElseThrow();
    assertEquals(
        StandInLimits.of(StandInTest.dialect(name, "enabled: true")).orElseThrow(), shipped);
  }

  @Test
  void withoutASectionNothingIsApprovedAndWhatWaitsIsToldAllTheSame() {
    Dialect bare = StandInTest.dialect("enabled: false");
    assertTrue(StandInLimits.of(bare).isEmpty());
    assertEquals(Set.of("00", "08", "11"), AdviceRule.of(bare).accepted());
    assertTrue(AdviceRule.of(bare).copy().containsAll(List.of(2, 4, 11, 14, 41, 55)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "brands: [visaa] | 'visaa' is not a brand",
        "entryModes: [unknown] | is not an entry mode",
        "kinds: [refund] | is not purchase or authorization",
        "money: {EURO: {floorMinor: 1, cardSumMinor: 1, storeSumMinor: 1}} | is no currency",
        "money: {EUR: {floorMinor: 5, cardSumMinor: 4, storeSumMinor: 9}} | must be 5 to",
        "money: {EUR: {floorMinor: 5, cardSumMinor: 6, storeSumMinor: 5}} | must be 6 to",
        "cardCount: 0 | must be 1 to",
        "storeCount: many | must be a whole number",
        "velocityMinutes: 1441 | must be 1 to 1440",
        "debitBins: [\"45x\"] | is not 1 to 8 digits",
        "pin: maybe | must be true or false",
        "answer: {code: \"05\"} | 'answers.approved'",
        "answer: {authorizationPrefix: OFFLINE} | 1 to 3 letters",
        "answer: {marker: {2: \"4\"}} | holds card data",
        "answer: {marker: {44: \"a text that is far too long for it\"}} | does not fit",
        "answer: {marker: {39: \"00\"}} | is set by the edge",
        "answer: {declineCodes: {expird: \"54\"}} | is no reason",
        "answer: {declineCodes: {expired: \"00\"}} | does not approve",
        "advice: {copy: [2, 4, 52]} | field 52, which may not be kept",
        "advice: {copy: [2, 4, 48]} | field 48, which may not be kept",
        "advice: {copy: [2, 4, 35]} | field 35, which may not be kept",
        "advice: {tryAgain: [\"9\"]} | not a response code",
        "advice: {dropAfter: 1} | is not a setting",
        "ttlHours: 24 | is not a setting",
      })
  void aMistakeIsToldWithItsLine(String section, String reason) {
    BadDialect told =
        assertThrows(
            BadDialect.class,
            () -> StandInLimits.of(StandInTest.dialect("enabled: true\n" + section)));
    assertTrue(told.getMessage().contains(reason), told.getMessage());
    assertTrue(told.line() > 100, told.getMessage());
  }

  @Test
  void tracksWaitOnlyWhereTheProfileSaysSo() {
    StandInLimits limits =
        StandInTest.limits("{enabled: true, advice: {tracks: true, copy: [2, 4, 11, 35, 41, 55]}}");
    assertTrue(limits.advice().copy().contains(35));
  }
}
