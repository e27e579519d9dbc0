package io.tillgate.wire;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a dialect file, and refuses what is unknown, of the wrong type or contradicts itself. */
final class DialectReader {
  /** A longer file is no dialect: the shipped ones have about 15,000 characters. */
  static final int MAX_FILE_CHARACTERS = 1_000_000;

  private static final int TPDU_BYTES = 5;
  private static final int MAX_HEADER_BYTES = 64;
  private static final int MAX_TRAILER_BYTES = 8;
  private static final long MAX_WAIT_MILLIS = 86_400_000;

  private final List<BadDialect> mistakes = new ArrayList<>();
  private Edition edition;
  private FieldsReader fields;
  private MessageTypes messages;

  private DialectReader() {}

  static Dialect read(String file, String text) {
    if (text.length() > MAX_FILE_CHARACTERS) throw new BadDialect(file, 0, "is too long");
    Node root = compose(file, text);
    if (root == null) throw new BadDialect(file, 0, "is empty");
    return new DialectReader().dialect(new YamlSection(file, "", root));
  }

  private static Node compose(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(8);
    options.setCodePointLimit(MAX_FILE_CHARACTERS);
    try {
      return new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new BadDialect(file, line, "is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new BadDialect(file, 0, "is not YAML: " + e.getMessage());
    }
  }

  /**
   * Reads on after a mistake where what follows does not depend on it, so that a person hears of
   * all at once; lists of fields are looked at only where fields and message types are right.
   */
  private Dialect dialect(YamlSection root) {
    String name = orNoted(() -> root.text("dialect"));
    edition = root.choice("edition", Edition.class);
    Envelope envelope = orNoted(() -> envelope(root));
    YamlSection encoding = root.section("encoding");
    fields = new FieldsReader(encoding);
    Encoding mti = encoding.among("mti", Encoding.ASCII, Encoding.EBCDIC, Encoding.BCD);
    Encoding bitmap = encoding.among("bitmap", Encoding.BINARY, Encoding.HEX, Encoding.EBCDIC_HEX);
    encoding.end();
    int bitmapFields = (int) root.number("bitmapFields", 64, Dialect.HIGHEST_FIELD);
    if (bitmapFields % 64 != 0) throw root.refuse("bitmapFields", "must be 64, 128 or 192");
    messages = orNoted(() -> messages(root.section("messages")));
    YamlSection rows = root.section("fields");
    List<Field> described = fields.read(rows, bitmapFields, mistakes);
    Long answerMillis = orNoted(() -> root.number("answerMillis", 1, MAX_WAIT_MILLIS));
    RetryPace retry = orNoted(() -> retry(root.section("retry")));
    Map<String, Supplier<YamlSection>> others = orNoted(() -> others(root));
    orNoted(() -> fields.needed(rows));
    if (!mistakes.isEmpty()) throw BadDialect.of(mistakes);
    Matching matching = orNoted(() -> matching(root.section("matching")));
    AnswerCodes answers = orNoted(() -> answers(root.section("answers")));
    ReversalRule reversal = orNoted(() -> reversal(root.section("reversal")));
    NetworkRule network = orNoted(() -> network(root.section("network")));
    orNoted(
        () -> {
          root.end();
          return root;
        });
    if (!mistakes.isEmpty()) throw BadDialect.of(mistakes);
    return new Dialect(
        new DialectParts(
            name,
            edition,
            envelope.framing(),
            envelope.tpdu(),
            envelope.header(),
            envelope.trailer(),
            mti,
            bitmap,
            bitmapFields,
            described,
            messages,
            matching,
            answers,
            answerMillis,
            reversal,
            retry,
            network,
            others));
  }

  /** What is read, or null and a mistake more. */
  private <T> T orNoted(Supplier<T> read) {
    try {
      return read.get();
    } catch (BadDialect mistake) {
      mistakes.add(mistake);
      return null;
    }
  }

  /** What stands around the message type, the bitmaps and the fields. */
  private record Envelope(Framing framing, byte[] tpdu, byte[] header, byte[] trailer) {}

  private static Envelope envelope(YamlSection root) {
    YamlSection section = root.section("framing");
    Framing framing = framing(root, section);
    byte[] tpdu = hex(section, "tpdu", TPDU_BYTES, TPDU_BYTES);
    byte[] header = hex(section, "header", 0, MAX_HEADER_BYTES);
    byte[] trailer =
        section.has("trailer") ? hex(section, "trailer", 1, MAX_TRAILER_BYTES) : new byte[0];
    section.end();
    return new Envelope(framing, tpdu, header, trailer);
  }

  private static Map<String, Supplier<YamlSection>> others(YamlSection root) {
    Map<String, Supplier<YamlSection>> others = new HashMap<>();
    for (String name : Dialect.OTHERS) {
      if (root.has(name)) others.put(name, root.later(name));
    }
    return others;
  }

  private static Framing framing(YamlSection root, YamlSection section) {
    int lengthBytes = (int) section.number("lengthBytes", 2, 4);
    Encoding encoding =
        section.among("lengthEncoding", Encoding.BINARY, Encoding.ASCII, Encoding.BCD);
    boolean inclusive = section.yes("lengthCountsItself");
    int max = (int) section.number("maxMessageBytes", 1, Framing.HIGHEST_MAX_MESSAGE_BYTES);
    try {
      return new Framing(lengthBytes, encoding, inclusive, max);
    } catch (IllegalArgumentException e) {
      throw root.refuse("framing", "contradicts itself: " + e.getMessage());
    }
  }

  private static byte[] hex(YamlSection section, String key, int min, int max) {
    String text = section.text(key);
    if (text.equals("none")) return new byte[0];
    try {
      byte[] bytes = HexFormat.of().parseHex(text);
      if (bytes.length >= min && bytes.length <= max) return bytes;
    } catch (IllegalArgumentException e) {
      throw section.refuse(key, "must be none, or hex digits");
    }
    String many = min == max ? "%d".formatted(min) : "%d to %d".formatted(min, max);
    throw section.refuse(key, "must be none, or %s bytes in hex".formatted(many));
  }

  private MessageTypes messages(YamlSection section) {
    List<MessageTypes.Type> types = new ArrayList<>();
    Set<Integer> requests = new HashSet<>();
    for (String key : section.keys()) {
      int request = mti(section, key, key);
      YamlSection type = section.section(key);
      String name = type.text("name");
      int answer = type.has("answer") ? mti(type, "answer", type.text("answer")) : -1;
      int repeat = type.has("repeat") ? mti(type, "repeat", type.text("repeat")) : -1;
      type.end();
      if (!requests.add(request) || (repeat >= 0 && !requests.add(repeat))) {
        throw section.refuse(key, "names a message type that is already a request");
      }
      if (answer == request || answer == repeat && answer >= 0) {
        throw section.refuse(key, "is answered by itself");
      }
      if (Mti.isRepeat(request)) throw section.refuse(key, "is a repeat: name it under 'repeat'");
      if (repeat >= 0 && !Mti.isRepeat(repeat)) {
        throw section.refuse(key, "has a repeat whose last digit is even");
      }
      types.add(new MessageTypes.Type(request, name, answer, repeat));
    }
    for (MessageTypes.Type type : types) {
      if (requests.contains(type.answer())) {
        throw section.refuse(
            Mti.text(type.request()), "is answered by a type that is a request itself");
      }
    }
    return new MessageTypes(types);
  }

  private int mti(YamlSection section, String key, String text) {
    if (!text.matches("[0-9]{4}")) {
      throw section.refuse(key, "must be four digits, quoted: \"0200\"");
    }
    if (text.charAt(0) - '0' != edition.digit()) {
      throw section.refuse(key, "is not of the " + edition + " edition");
    }
    return Integer.parseInt(text);
  }

  private int request(YamlSection section, String key) {
    int mti = mti(section, key, section.text(key));
    if (!messages.isRequest(mti)) {
      throw section.refuse(key, "is not a request with an answer in 'messages'");
    }
    return mti;
  }

  private Matching matching(YamlSection section) {
    List<Integer> always = fields.readable(section, "always");
    List<Integer> agree = fields.readable(section, "agree");
    if (always.isEmpty()) throw section.refuse("always", "must name a field");
    if (agree.isEmpty()) {
      throw section.refuse("agree", "must name a field: the trace number alone wraps");
    }
    for (int field : agree) {
      if (always.contains(field)) throw section.refuse("agree", "repeats field " + field);
    }
    int atLeast = (int) section.number("atLeast", 1, agree.size());
    section.end();
    return new Matching(always, agree, atLeast);
  }

  private AnswerCodes answers(YamlSection section) {
    Field code = fields.described(section, "echoed", AnswerCodes.FIELD);
    Set<String> approved = codes(section, "approved", code);
    Set<String> partial = codes(section, "partiallyApproved", code);
    for (String both : partial) {
      if (approved.contains(both)) {
        throw section.refuse("partiallyApproved", "and approved both name " + both);
      }
    }
    AnswerCodes answers =
        new AnswerCodes(
            approved,
            partial,
            codes(section, "reversalAccepted", code),
            codes(section, "networkAccepted", code),
            code(section, "timedOut", code, approved),
            code(section, "notSent", code, approved),
            code(section, "formatError", code, approved),
            code(section, "duplicate", code, approved),
            fields.readable(section, "echoed"));
    section.end();
    return answers;
  }

  private static Set<String> codes(YamlSection section, String key, Field code) {
    String wanted = code.maxLength() + "-character codes";
    return Set.copyOf(
        section.list(key, wanted, text -> text.length() == code.maxLength() ? text : null));
  }

  private static String code(YamlSection section, String key, Field code, Set<String> approved) {
    String text = section.text(key);
    if (text.length() != code.maxLength()) {
      throw section.refuse(key, "must have " + code.maxLength() + " characters, quoted");
    }
    if (approved.contains(text)) throw section.refuse(key, "is a code that means approved");
    return text;
  }

  private ReversalRule reversal(YamlSection section) {
    int mti = request(section, "mti");
    if (!Mti.isReversal(mti)) throw section.refuse("mti", "is not a reversal");
    List<Integer> copy = fields.mayBeSealed(section, "copy");
    int original = originalData(section);
    Map<Integer, String> set = values(section, "set");
    for (int field : set.keySet()) {
      if (copy.contains(field)) throw section.refuse("set", "and copy both name field " + field);
    }
    section.end();
    return new ReversalRule(mti, copy, set, original);
  }

  private int originalData(YamlSection section) {
    int standard = OriginalData.field(edition);
    String field = section.text("originalData");
    if (field.equals("none")) return ReversalRule.NO_ORIGINAL_DATA;
    if (!field.equals(Integer.toString(standard))) {
      throw section.refuse(
          "originalData", "is none, or field %d in %s".formatted(standard, edition));
    }
    return fields.described(section, "originalData", standard).number();
  }

  private static RetryPace retry(YamlSection section) {
    long first = section.number("firstMillis", 1, MAX_WAIT_MILLIS);
    long percent = section.number("growthPercent", 100, 1_000);
    long max = section.number("maxMillis", first, MAX_WAIT_MILLIS);
    int tries = (int) section.number("triesBeforeParking", 1, 100_000);
    section.end();
    return new RetryPace(first, percent / 100.0, max, tries);
  }

  private NetworkRule network(YamlSection section) {
    int mti = request(section, "mti");
    if (!Mti.isNetwork(mti)) throw section.refuse("mti", "is not a network management message");
    NetworkRule rule =
        new NetworkRule(
            mti,
            values(section, "signOn"),
            values(section, "echo"),
            values(section, "signOff"),
            section.number("idleMillis", 1, MAX_WAIT_MILLIS),
            (int) section.number("missedEchoes", 1, 100));
    section.end();
    return rule;
  }

  /** Fields with a fixed value each, which must fit. */
  private Map<Integer, String> values(YamlSection section, String key) {
    YamlSection map = section.section(key);
    Map<Integer, String> values = new HashMap<>();
    for (String number : map.keys()) {
      Field field = fields.described(map, number);
      String value = map.text(number);
      if (!field.holds().isRecordable()) throw map.refuse(number, "holds card data");
      if (!FieldWriter.fits(field, value)) throw map.refuse(number, "does not fit the field");
      values.put(field.number(), value);
    }
    map.end();
    return values;
  }
}
