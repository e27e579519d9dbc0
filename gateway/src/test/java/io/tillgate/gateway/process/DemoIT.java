package io.tillgate.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One directory, three days of trading, and whatever can be killed is killed. In this order. */
@TestMethodOrder(OrderAnnotation.class)
class DemoIT {
  private static final Path SALES = Path.of(System.getProperty("sales.file", "none"));

  @TempDir static Path directory;

  private static int salesOfTheFirstDay;

  private static Path data() {
    return directory.resolve("data");
  }

  private static Path dump() {
    return directory.resolve("dump.txt");
  }

  private static Launched demo(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("demo", "--port", "0", "--data"));
    arguments.add(data().toString());
    if (Files.isReadable(SALES)) arguments.addAll(List.of("--sales", SALES.toString()));
    arguments.addAll(List.of(options));
    return Launched.tillgate(arguments.toArray(String[]::new));
  }

  private static int page(Launched demo) throws InterruptedException {
    Matcher matcher = Pattern.compile(":(\\d+)/").matcher(demo.awaitLine("The page is "));
    assertTrue(matcher.find());
    return Integer.parseInt(matcher.group(1));
  }

  private static JsonObject process(int page, String name) throws Exception {
    JsonArray all = new JsonArray(Launched.get(page, "/demo/processes").body());
    return all.stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What central has of all stores; -1 where nobody can say now. */
  private static long salesAtCentral(int page) throws Exception {
    var answer = Launched.get(page, "/v1/stores");
    if (answer.statusCode() != 200) return -1;
    long sales = 0;
    for (Object store : new JsonObject(answer.body()).getJsonArray("items")) {
      for (Object total : ((JsonObject) store).getJsonArray("totals")) {
        sales += ((JsonObject) total).getLong("sales");
      }
    }
    return sales;
  }

  private static void awaitMoreSales(Launched demo, int page) throws Exception {
    long before = salesAtCentral(page);
    demo.until("more sales", () -> salesAtCentral(page) > before + 10);
  }

  /** {@code kill -9}; returns once it is back and sales go on. */
  private static void kill(Launched demo, int page, String name) throws Exception {
    JsonObject victim = process(page, name);
    assertTrue(ProcessHandle.of(victim.getLong("pid")).orElseThrow().destroyForcibly());
    demo.until(
        name + " started again",
        () -> {
          JsonObject now = process(page, name);
          return now.getInteger("restarts") > victim.getInteger("restarts")
              && !now.getLong("pid").equals(victim.getLong("pid"));
        });
    awaitMoreSales(demo, page);
  }

  private static int salesIn(String sheet, String store) {
    Matcher row = Pattern.compile(store + " +sales +([\\d,]+) ").matcher(sheet);
    assertTrue(row.find(), sheet);
    return Integer.parseInt(row.group(1).replace(",", ""));
  }

  private static void assertBalanced(Launched demo) throws InterruptedException {
    assertEquals(0, demo.exitCode(), demo.said());
    assertTrue(demo.said().contains("The books balance."), demo.said());
    assertFalse(demo.said().contains("did not settle"), demo.said());
  }

  @Test
  @Order(1)
  void whateverIsKilledWhileAStoresLineIsDownTheBooksBalance() throws Exception {
    try (Launched demo = demo("--wan-down", "2s..10s", "--acquirer-down", "3s..8s")) {
      int page = page(demo);
      demo.awaitLine("store-01's line is cut");
      awaitMoreSales(demo, page);
      try (Launched second = demo("--for", "1s")) {
        assertEquals(1, second.exitCode(), second.said());
        assertTrue(second.said().contains("is used by another demo"), second.said());
      }
      demo.awaitLine("store-01's line is healed");
      kill(demo, page, "store-02");
      kill(demo, page, "central-1");
      kill(demo, page, "postgresql");
      dumpDatabase();
      demo.terminate();
      assertBalanced(demo);
      assertTrue(demo.said().contains("started again: 3."), demo.said());
      assertTrue(demo.said().contains("card payments offline"), demo.said());
      salesOfTheFirstDay = salesIn(demo.said(), "store-01");
    }
  }

  /** All rows of all tables as text, while the database still runs. */
  private static void dumpDatabase() throws IOException, SQLException {
    JsonObject central = new JsonObject(Files.readString(data().resolve("central-1/central.yaml")));
    String host = central.getJsonObject("database").getJsonArray("hosts").getString(0);
    StringBuilder dump = new StringBuilder();
    try (Connection database =
        DriverManager.getConnection("jdbc:postgresql://" + host + "/postgres?user=postgres")) {
      List<String> tables = new ArrayList<>();
      try (ResultSet found =
          database.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
        while (found.next()) tables.add(found.getString("TABLE_NAME"));
      }
      assertTrue(tables.contains("payments"), tables::toString);
      for (String table : tables) dump(database, table, dump.append(table).append('\n'));
    }
    Files.writeString(dump(), dump);
  }

  private static void dump(Connection database, String table, StringBuilder dump)
      throws SQLException {
    try (var statement = database.createStatement();
        ResultSet rows = statement.executeQuery("select * from \"" + table + "\"")) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) dump.append(rows.getString(i)).append('\t');
        dump.append('\n');
      }
    }
  }

  @Test
  @Order(2)
  void noCardNumberIsLeftAnywhere() throws Exception {
    try (Launched scan = Launched.tillgate("scan", data().toString(), dump().toString())) {
      assertEquals(0, scan.exitCode(), scan.said());
    }
    Path planted = data().resolve("database/postgres/base/planted");
    Files.write(planted, "…4111111111111111…".getBytes(StandardCharsets.UTF_16LE));
    try (Launched scan = Launched.tillgate("scan", data().toString())) {
      assertEquals(1, scan.exitCode(), scan.said());
      assertTrue(scan.said().contains("planted"), scan.said());
      assertTrue(scan.said().contains("41111111****1111"), scan.said());
    } finally {
      Files.delete(planted);
    }
  }

  @Test
  @Order(3)
  void aKilledDemoLeavesNobodyBehind() throws Exception {
    try (Launched demo = demo()) {
      int page = page(demo);
      awaitMoreSales(demo, page);
      JsonArray running = new JsonArray(Launched.get(page, "/demo/processes").body());
      assertEquals(9, running.size(), running::encode);
      demo.kill();
      for (Object each : running) {
        long pid = ((JsonObject) each).getLong("pid");
        demo.until(each + " gone", () -> ProcessHandle.of(pid).isEmpty());
      }
    }
  }

  @Test
  @Order(4)
  void theNextDayContinuesAndBalancesOverAllDays() throws Exception {
    try (Launched demo = demo("--for", "3s")) {
      assertBalanced(demo);
      assertTrue(salesIn(demo.said(), "store-01") > salesOfTheFirstDay, demo.said());
    }
  }
}
