package io.tillgate.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How one acquirer speaks ISO 8583, read from {@code conf/acquirer/NAME.yaml}. Immutable; any
 * thread.
 */
public final class Dialect {
  /** The highest field number of the three bitmaps. */
  public static final int HIGHEST_FIELD = 192;

  /** The dialects that come with the program, by name. */
  public static final List<String> SHIPPED =
      List.of(
          "iso87-ascii",
          "iso87-binary",
          "iso93-ascii",
          "iso93-binary",
          "iso93-ebcdic",
          "iso2003",
          "base24");

  /** Sections of a dialect file that are not about messages, and are read by others. */
  static final List<String> OTHERS = List.of("standIn", "orderId", "mac");

  private final DialectParts parts;
  private final Field[] fields = new Field[HIGHEST_FIELD + 1];

  /** Wire bytes of fixed fields, 0 for all others: what the hot path of reading looks at. */
  final int[] fixedBytes = new int[HIGHEST_FIELD + 1];

  /** Fields that are void once another is rewritten. */
  final int[] macFields;

  private final int[] holders = new int[Holds.values().length];

  Dialect(DialectParts parts) {
    this.parts = parts;
    this.macFields =
        parts.fields().stream()
            .filter(field -> field.holds() == Holds.MAC)
            .mapToInt(Field::number)
            .toArray();
    for (Field field : parts.fields()) {
      int number = field.number();
      fields[number] = field;
      if (field.isFixed()) fixedBytes[number] = field.bytesOf(field.maxLength());
      if (holders[field.holds().ordinal()] == 0) holders[field.holds().ordinal()] = number;
    }
  }

  /**
   * Reads a dialect file.
   *
   * @throws BadDialect where it cannot be used: file, line and reason
   */
  public static Dialect load(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    } catch (IOException e) {
      throw new BadDialect(file.toString(), 0, "cannot be read: " + e);
    }
  }

  /**
   * One of the dialects that come with the program, for example {@code iso87-ascii}.
   *
   * @throws BadDialect where there is none of this name
   */
  public static Dialect named(String name) {
    String file = "/acquirer/" + name + ".yaml";
    try (InputStream in = Dialect.class.getResourceAsStream(file)) {
      if (in == null || !name.matches("[A-Za-z0-9._-]+")) {
        throw new BadDialect(
            name,
            0,
            "no dialect of this name comes with the program: there are %s; others are found with a"
                    .formatted(String.join(", ", SHIPPED))
                + " directory");
      }
      return read(name + ".yaml", in);
    } catch (IOException e) {
      throw new BadDialect(file, 0, "cannot be read: " + e);
    }
  }

  /**
   * A dialect of a directory, {@code NAME.yaml} there or in {@code acquirer} below it; where there
   * is none of this name, the one that comes with the program.
   *
   * @throws BadDialect where neither is there, or it cannot be used
   */
  public static Dialect named(String name, Path directory) {
    for (Path in : List.of(directory.resolve("acquirer"), directory)) {
      Path file = in.resolve(name + ".yaml");
      if (Files.exists(file)) return load(file);
    }
    return named(name);
  }

  private static Dialect read(String file, InputStream in) throws IOException {
    return DialectReader.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
  }

  public String name() {
    return parts.name();
  }

  public Edition edition() {
    return parts.edition();
  }

  public Framing framing() {
    return parts.framing();
  }

  /** Encoding of the four digits of the message type: ascii, ebcdic or bcd. */
  public Encoding mtiEncoding() {
    return parts.mtiEncoding();
  }

  /** Encoding of the bitmaps: binary, hex or ebcdicHex. */
  public Encoding bitmapEncoding() {
    return parts.bitmapEncoding();
  }

  /** 64, 128 or 192: how many fields the bitmaps may name. */
  public int bitmapFields() {
    return parts.bitmapFields();
  }

  /** Whether five bytes of TPDU stand in front, whose addresses are swapped in an answer. */
  public boolean hasTpdu() {
    return parts.tpdu().length > 0;
  }

  /** Bytes in front of the message type: TPDU and header. */
  public int prefixBytes() {
    return parts.tpdu().length + parts.header().length;
  }

  /** TPDU and header of messages that start here; not to be changed. */
  byte[] tpdu() {
    return parts.tpdu();
  }

  byte[] header() {
    return parts.header();
  }

  /** What every message ends with, behind its last field; not to be changed. */
  byte[] trailer() {
    return parts.trailer();
  }

  /** Whether messages of both end with the same trailer, or both with none. */
  public boolean endsAs(Dialect other) {
    return Arrays.equals(parts.trailer(), other.parts.trailer());
  }

  /** Bytes of the message type on the wire. */
  int mtiBytes() {
    return parts.mtiEncoding() == Encoding.BCD ? 2 : 4;
  }

  /** Bytes of one bitmap on the wire. */
  int bitmapBytes() {
    return parts.bitmapEncoding().isHex() ? 16 : 8;
  }

  public Optional<Field> field(int number) {
    return Optional.ofNullable(fieldOrNull(number));
  }

  Field fieldOrNull(int number) {
    return number >= 0 && number <= HIGHEST_FIELD ? fields[number] : null;
  }

  /** The first field that holds this, or 0. */
  public int fieldHolding(Holds holds) {
    return holders[holds.ordinal()];
  }

  /** Whether a field's contents may leave the card room. A field nobody described may not. */
  public boolean isRecordable(int field) {
    Field described = fieldOrNull(field);
    return described != null && described.holds().isRecordable();
  }

  public MessageTypes messages() {
    return parts.messages();
  }

  public Matching matching() {
    return parts.matching();
  }

  public AnswerCodes answers() {
    return parts.answers();
  }

  /** How long an answer may take before the request counts as timed out and is reversed. */
  public long answerMillis() {
    return parts.answerMillis();
  }

  public ReversalRule reversal() {
    return parts.reversal();
  }

  public RetryPace retry() {
    return parts.retry();
  }

  public NetworkRule network() {
    return parts.network();
  }

  /**
   * A section of the file that is not about messages, unread but for its form; empty where there is
   * none. {@code standIn} is the only one.
   */
  public Optional<YamlSection> section(String name) {
    return Optional.ofNullable(parts.others().get(name)).map(Supplier::get);
  }

  @Override
  public String toString() {
    return name();
  }
}
