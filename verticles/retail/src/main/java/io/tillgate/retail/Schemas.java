package io.tillgate.retail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The JSON Schemas (draft 2020-12) of what a till may send. They are strict: an unknown property is
 * an error, everything has a bound. {@link #VERSION} is the major version; within it properties are
 * only added, and never as required ones.
 */
public final class Schemas {
  public static final String VERSION = "v1";

  /** File names, by which the schemas also refer to each other. */
  public static final List<String> NAMES =
      List.of("sale.json", "refund.json", "stock-movement.json", "batch.json", "common.json");

  private Schemas() {}

  /**
   * The text of one of {@link #NAMES}.
   *
   * @throws IllegalArgumentException for another name
   */
  public static String text(String name) {
    if (!NAMES.contains(name)) throw new IllegalArgumentException("no schema of that name");
    try (InputStream in = Schemas.class.getResourceAsStream("schema/" + VERSION + "/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("schema " + name + " is missing from this build", e);
    }
  }
}
