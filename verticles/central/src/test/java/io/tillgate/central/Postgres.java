package io.tillgate.central;

import io.tillgate.central.database.Database;
import io.tillgate.central.database.DatabaseSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for tests: one server for all of them, a database of its own for each. */
public final class Postgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static EmbeddedPostgres server;

  private final int port;
  private final String name;

  private Postgres(int port, String name) {
    this.port = port;
    this.name = name;
  }

  /** A new, empty database. */
  public static synchronized Postgres database() {
    try {
      if (server == null) {
        server = EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
      }
      String name = "central_" + DATABASES.incrementAndGet();
      Postgres database = new Postgres(server.getPort(), name);
      new Postgres(server.getPort(), "postgres").execute("create database " + name);
      return database;
    } catch (IOException e) {
      throw new IllegalStateException("no PostgreSQL", e);
    }
  }

  /** A database of a server that runs already. */
  public static Postgres at(int port) {
    return new Postgres(port, "postgres");
  }

  public DatabaseSettings settings() {
    return new DatabaseSettings(List.of("127.0.0.1:" + port), name, "postgres", null, 8, 4, 10_000);
  }

  /** With the schema in it. */
  public Database open(Vertx vertx) {
    Database database = new Database(vertx, settings());
    await(database.migrate());
    return database;
  }

  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public long number(String sql) {
    return Long.parseLong(rows(sql).get(0).get(0));
  }

  /** All rows, as PostgreSQL writes them. */
  public List<List<String>> rows(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<String>> all = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) row.add(rows.getString(i));
        all.add(row);
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private Connection connect() throws SQLException {
    return java.sql.DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + name, "postgres", null);
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) throw unchecked;
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("not in 30 s", e);
    }
  }
}
