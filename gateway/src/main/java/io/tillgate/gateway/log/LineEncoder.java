package io.tillgate.gateway.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** Turns an event into one line without card numbers. Safe for any thread; holds nothing. */
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  static LineEncoder json() {
    return new Json();
  }

  static LineEncoder text() {
    return new Text();
  }

  abstract String line(ILoggingEvent event);

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (line(event) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] headerBytes() {
    return null;
  }

  @Override
  public byte[] footerBytes() {
    return null;
  }

  private static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  private static List<KeyValuePair> pairs(ILoggingEvent event) {
    return event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
  }

  private static final class Json extends LineEncoder {
    @Override
    String line(ILoggingEvent event) {
      JsonObject line = new JsonObject();
      line.put("time", time(event));
      line.put("level", event.getLevel().toString());
      line.put("logger", Clean.text(event.getLoggerName()));
      line.put("thread", Clean.text(event.getThreadName()));
      line.put("message", Clean.message(event));
      event.getMDCPropertyMap().forEach((key, value) -> put(line, key, value));
      for (KeyValuePair pair : pairs(event)) put(line, pair.key, Clean.value(pair.value));
      if (event.getThrowableProxy() != null) {
        line.put("error", Clean.text(event.getThrowableProxy().getClassName()));
        line.put("stack", Clean.stack(event.getThrowableProxy()));
      }
      return line.encode();
    }

    /** A key that repeats one of ours keeps both. */
    private static void put(JsonObject line, String key, String value) {
      String name = Clean.text(key);
      line.put(line.containsKey(name) ? name + "_" : name, Clean.text(value));
    }
  }

  private static final class Text extends LineEncoder {
    @Override
    String line(ILoggingEvent event) {
      StringBuilder line = new StringBuilder(160);
      line.append(time(event)).append(' ').append(event.getLevel());
      line.append(" ".repeat(Math.max(1, 6 - event.getLevel().toString().length())));
      line.append(shortName(event.getLoggerName())).append(": ");
      line.append(Clean.controls(Clean.message(event)));
      event.getMDCPropertyMap().forEach((key, value) -> pair(line, key, value));
      for (KeyValuePair pair : pairs(event)) pair(line, pair.key, Clean.value(pair.value));
      if (event.getThrowableProxy() != null) {
        line.append("\n  ").append(Clean.stack(event.getThrowableProxy()).replace("\n", "\n  "));
      }
      // Once more over the whole line: a number may lie half in the message and half in a pair.
      return Clean.redact(line.toString(), Integer.MAX_VALUE);
    }

    private static void pair(StringBuilder line, String key, String value) {
      line.append(' ').append(Clean.controls(key)).append('=').append(Clean.controls(value));
    }

    private static String shortName(String logger) {
      return logger.substring(logger.lastIndexOf('.') + 1);
    }
  }
}
