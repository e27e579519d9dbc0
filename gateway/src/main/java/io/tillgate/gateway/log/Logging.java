package io.tillgate.gateway.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.io.IOException;
import java.nio.file.Files;
import org.slf4j.LoggerFactory;

/** Sets logging up for a process: what is written, how and where. */
public final class Logging {
  /** Lines that may wait for a slow reader; above it lines are dropped and counted. */
  private static final int QUEUE_LINES = 8_192;

  /** How long the last lines may take at the end of a process. */
  private static final int FLUSH_MILLIS = 10_000;

  private static final String OURS = "io.tillgate";
  private static final String HAZELCAST = "com.hazelcast";

  /** Warns of every gauge that Vert.x asks for twice, as it always does. */
  private static final String METERS = "io.micrometer.core.instrument.MeterRegistry";

  /** Warns at every start that a part is off which we do not use. */
  private static final String NO_SUBSYSTEM = "com.hazelcast.cp.CPSubsystem";

  private final LoggerContext context;
  private final LogQueue queue;

  private Logging(LoggerContext context, LogQueue queue) {
    this.context = context;
    this.queue = queue;
  }

  /**
   * Replaces what was set up before by {@code settings}.
   *
   * @throws IOException where the file cannot be written
   */
  public static Logging start(LogSettings settings) throws IOException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    OutputStreamAppender<ILoggingEvent> appender = appender(settings);
    context.reset();
    LogQueue queue = new LogQueue(QUEUE_LINES, FLUSH_MILLIS);
    queue.setContext(context);
    queue.setName("log");
    attach(context, appender, settings.format());
    queue.addAppender(appender);
    queue.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queue);
    setLevels(context, Level.valueOf(settings.level().name()));
    return new Logging(context, queue);
  }

  /** Warnings of a command on standard error, at once, beside the answer on standard output. */
  static void forCommands(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget("System.err");
    attach(context, appender, LogSettings.Format.TEXT);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    setLevels(context, Level.WARN);
  }

  private static OutputStreamAppender<ILoggingEvent> appender(LogSettings settings)
      throws IOException {
    if (settings.file() == null) return new ConsoleAppender<>();
    // Tried here, since the appender would only tell its own status list.
    Files.createDirectories(settings.file().toAbsolutePath().getParent());
    if (Files.notExists(settings.file())) Files.createFile(settings.file());
    if (!Files.isWritable(settings.file()))
      throw new IOException(settings.file() + " is read-only");
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setFile(settings.file().toString());
    return appender;
  }

  private static void attach(
      LoggerContext context,
      OutputStreamAppender<ILoggingEvent> appender,
      LogSettings.Format format) {
    LineEncoder encoder =
        switch (format) {
          case JSON -> LineEncoder.json();
          case TEXT -> LineEncoder.text();
        };
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setName("lines");
    appender.setEncoder(encoder);
    appender.start();
  }

  private static void setLevels(LoggerContext context, Level ours) {
    Level others = ours.isGreaterOrEqual(Level.INFO) ? ours : Level.INFO;
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(others);
    context.getLogger(OURS).setLevel(ours);
    context.getLogger(NO_SUBSYSTEM).setLevel(Level.ERROR);
    context.getLogger(METERS).setLevel(Level.ERROR);
    context.getLogger(HAZELCAST).setLevel(others == Level.INFO ? Level.WARN : others);
  }

  /** Counts lines by level, and those that were dropped. */
  public void bindTo(MeterRegistry registry) {
    new LogbackMetrics(java.util.List.of(), context).bindTo(registry);
    FunctionCounter.builder("tillgate.gateway.log.dropped", queue, LogQueue::dropped)
        .description("log lines dropped because the reader was too slow")
        .register(registry);
  }

  /** Writes what waits, within {@value #FLUSH_MILLIS} ms. Nothing is logged after it. */
  public void stop() {
    // First, and not by the context: it holds loggers while it waits for the queue, and whoever
    // writes the last lines may need a logger, too.
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(queue);
    queue.stop();
    context.stop();
  }
}
