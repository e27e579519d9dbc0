package io.tillgate.gateway.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  @TempDir Path directory;

  /** The test's own logging again, for the tests after this one. */
  @AfterEach
  void restore() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(System.getProperty("logback.configurationFile"));
  }

  private Path start(String level) throws IOException {
    Path file = directory.resolve("logs/edge.log");
    JsonObject section = new JsonObject().put("level", level).put("file", file.toString());
    logging = Logging.start(LogSettings.of(section));
    return file;
  }

  private Logging logging;

  private List<JsonObject> lines(Path file) throws IOException {
    logging.stop();
    return Files.readAllLines(file).stream().map(JsonObject::new).toList();
  }

  @Test
  void everyLineIsInTheFileWhenLoggingHasStopped() throws IOException {
    Path file = start("info");
    Logger log = LoggerFactory.getLogger("io.tillgate.x");
    for (int i = 0; i < 1_000; i++) log.info("line {}", i);
    List<JsonObject> lines = lines(file);
    assertEquals(1_000, lines.size());
    assertEquals("line 999", lines.get(999).getString("message"));
  }

  @Test
  void debugIsOfOurOwnPartsAndNeverOfLibrariesThatSeeBytes() throws IOException {
    Path file = start("debug");
    LoggerFactory.getLogger("io.tillgate.x").debug("ours");
    for (String library :
        List.of(
            "io.netty.handler.logging", "io.netty.x", "io.vertx.core.net.impl", "com.hazelcast")) {
      assertFalse(LoggerFactory.getLogger(library).isDebugEnabled(), library);
      LoggerFactory.getLogger(library).debug("theirs");
    }
    List<JsonObject> lines = lines(file);
    assertEquals(1, lines.size());
    assertEquals("ours", lines.get(0).getString("message"));
  }

  @Test
  void aFileThatCannotBeWrittenIsRefused() throws IOException {
    Path notADirectory = Files.createFile(directory.resolve("plain"));
    JsonObject section = new JsonObject().put("file", notADirectory + "/edge.log");
    assertThrows(IOException.class, () -> Logging.start(LogSettings.of(section)));
  }

  @Test
  void linesAreCountedByLevel() throws IOException {
    start("info");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    logging.bindTo(registry);
    LoggerFactory.getLogger("io.tillgate.x").warn("careful");
    logging.stop();
    assertEquals(1, registry.get("logback.events").tag("level", "warn").counter().count());
    assertTrue(registry.find("tillgate.gateway.log.dropped").functionCounter() != null);
  }
}
