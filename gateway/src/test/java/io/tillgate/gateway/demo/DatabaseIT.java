package io.tillgate.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL, killed, orphaned and cut off at its first start. */
class DatabaseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final List<String> news = new CopyOnWriteArrayList<>();

  private Path directory() {
    return folder.resolve("postgres");
  }

  private Database open() throws IOException, InterruptedException {
    return new Database(directory(), Ports.free(1).get(0), news::add);
  }

  private static Connection connect(int port) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
  }

  private static void run(int port, String sql) throws SQLException {
    try (Connection connection = connect(port);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int counted(int port) throws SQLException {
    try (Connection connection = connect(port);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from kept")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private EmbeddedPostgres startedBySomebodyElse() throws IOException {
    Files.deleteIfExists(directory().resolve("epg-lock")); // of this process, still
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory())
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .start();
  }

  /** Returns the new process. */
  private static Running awaitRestart(Database database, Running dead) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (database.running().pid() == dead.pid()) {
      assertTrue(System.nanoTime() < end, "not started again");
      Thread.sleep(50);
    }
    return database.running();
  }

  @Test
  void aKilledPostgresComesBackOnItsPortWithAllThatWasCommitted() throws Exception {
    try (Database database = open()) {
      run(database.port(), "create table kept (n int)");
      // Clients that hold its shared memory while it dies.
      try (Connection first = connect(database.port());
          Connection second = connect(database.port())) {
        assertFalse(first.isClosed() || second.isClosed());
        for (int kill = 1; kill <= 2; kill++) {
          run(database.port(), "insert into kept values (" + kill + ")");
          Running before = database.running();
          assertTrue(ProcessHandle.of(before.pid()).orElseThrow().destroyForcibly());
          assertEquals(kill, awaitRestart(database, before).restarts());
          assertEquals(kill, counted(database.port()));
        }
      }
      assertEquals(List.of(), news.stream().filter(line -> !line.contains("again")).toList());
    }
    assertTrue(Postmaster.of(directory()).isEmpty());
  }

  @Test
  void anOrphanOfAnEarlierRunIsStoppedAndItsDataKept() throws Exception {
    try (Database earlier = open()) {
      run(earlier.port(), "create table kept (n int)");
    }
    EmbeddedPostgres orphan = startedBySomebodyElse();
    long pid = Postmaster.of(directory()).orElseThrow().pid();
    try (Connection client = connect(orphan.getPort());
        Database database = open()) {
      assertFalse(client.isClosed());
      assertTrue(news.get(0).contains("still runs (process " + pid + ")"), news::toString);
      assertNotEquals(pid, database.running().pid());
      assertEquals(0, counted(database.port()));
    }
  }

  @Test
  void aFirstStartThatWasCutOffIsBegunAnew() throws Exception {
    Files.createDirectories(directory().resolve("base/1"));
    Files.writeString(directory().resolve("PG_VERSION"), "18\n");
    Files.writeString(directory().resolve("postgresql.conf"), "");
    try (Database database = open()) {
      run(database.port(), "create table kept (n int)");
      assertEquals(0, counted(database.port()));
    }
    try (Database database = open()) {
      assertEquals(0, counted(database.port()), "a second start clears nothing");
    }
  }

  @Test
  void itEndsWhenNobodyHoldsTheOtherEndOfItsLeash() throws Exception {
    open().close();
    try (EmbeddedPostgres alone = startedBySomebodyElse()) {
      ProcessHandle postmaster =
          ProcessHandle.of(Postmaster.of(directory()).orElseThrow().pid()).orElseThrow();
      Postmaster.leash(directory()).getOutputStream().close();
      assertTrue(Postmaster.ends(postmaster, PATIENCE));
      assertTrue(alone.getPort() > 0);
    }
  }
}
