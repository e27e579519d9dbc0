package io.tillgate.retail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemasTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A property that the record would drop, or one that no till could send, is a mistake. */
  @Test
  void schemasAndRecordsNameTheSameProperties() throws IOException {
    assertSame(Sale.class, schema("sale.json"));
    assertSame(SaleLine.class, schema("sale.json").at("/properties/lines/items"));
    assertSame(Tip.class, schema("sale.json").at("/properties/tips/items"));
    assertSame(Refund.class, schema("refund.json"));
    assertSame(RefundLine.class, schema("refund.json").at("/properties/lines/items"));
    JsonNode common = schema("common.json").at("/$defs");
    assertSame(TaxLine.class, common.at("/taxes/items"));
    assertSame(Tender.class, common.at("/tenders/items"));
    assertSame(Tender.CardReference.class, common.at("/tenders/items/properties/card"));
    assertSame(Sale.Totals.class, common.at("/totals"));
    assertSame(Refund.Totals.class, common.at("/totals"));
    Set<String> posted = names(StockMovement.class);
    posted.removeAll(Set.of("sourceId", "sourceLineId"));
    assertEquals(posted, names(schema("stock-movement.json")));
  }

  @Test
  void patternsAndBoundsAreThoseOfTheRecords() throws IOException {
    JsonNode common = schema("common.json").at("/$defs");
    assertEquals("^" + Quantity.PATTERN + "$", common.at("/quantity/pattern").asText());
    assertEquals("^" + Percent.PATTERN + "$", common.at("/percent/pattern").asText());
    assertEquals(Money.MAX_MINOR, common.at("/amount/maximum").asLong());
  }

  /** Whoever fills a field wrong is told what it should hold. */
  @Test
  void everyPropertyIsDescribedAndEverythingIsBounded() throws IOException {
    for (String name : Schemas.NAMES) check(name, schema(name));
  }

  private static void check(String at, JsonNode node) {
    String type = node.path("type").asText();
    if (type.equals("object") && node.has("properties") && !at.endsWith(".json")) {
      assertTrue(node.path("additionalProperties").isBoolean(), at + " is open");
    }
    if (type.equals("array") && !at.startsWith("batch.json")) {
      assertTrue(node.has("maxItems"), at + " has no bound");
    }
    if (type.equals("string")) {
      assertTrue(node.has("maxLength") || node.has("pattern"), at + " has no bound");
    }
    if (type.equals("integer")) {
      assertTrue(node.has("minimum") && node.has("maximum"), at + " has no bound");
    }
    node.path("properties")
        .fields()
        .forEachRemaining(
            each ->
                assertTrue(
                    each.getValue().has("$ref") || each.getValue().has("description"),
                    at + "/" + each.getKey() + " is not described"));
    node.fields().forEachRemaining(each -> check(at + "/" + each.getKey(), each.getValue()));
  }

  @Test
  void otherNamesAreNoSchemas() {
    assertThrows(IllegalArgumentException.class, () -> Schemas.text("../v1/sale.json"));
  }

  private static void assertSame(Class<?> record, JsonNode schema) {
    assertEquals(names(record), names(schema), record.getSimpleName());
  }

  private static Set<String> names(Class<?> record) {
    return new TreeSet<>(
        Stream.of(record.getRecordComponents()).map(RecordComponent::getName).toList());
  }

  private static Set<String> names(JsonNode schema) {
    Set<String> names = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode schema(String name) throws IOException {
    return JSON.readTree(Schemas.text(name));
  }
}
