package io.tillgate.card.mac;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.Holds;
import io.tillgate.wire.YamlSection;
import java.util.Optional;
import java.util.Set;

/**
 * What an acquirer wants of message authentication codes: the section {@code mac} of its profile.
 * What terminals send goes through with the code that they made; these are for messages that the
 * edge makes itself, or has to change. The code stands in field 64, or in 128 where the message has
 * any field above 64, and covers all from the message type up to itself.
 *
 * <pre>
 * mac:
 *   algorithm: retail             # retail (ISO/IEC 9797-1 algorithm 3 over DES), or aes-cmac
 *   key: zone                     # the file mac-zone.key in the card room's directory
 *   types: ["0420", "0421"]       # which of the edge's own messages carry one
 * </pre>
 */
public record MacRule(MacAlgorithm algorithm, String key, Set<Integer> types) {
  public MacRule {
    types = Set.copyOf(types);
  }

  /**
   * Empty where the profile asks for none.
   *
   * @throws io.tillgate.wire.BadDialect where the section means nothing, with its line
   */
  public static Optional<MacRule> of(Dialect dialect) {
    return dialect.section("mac").map(section -> read(section, dialect));
  }

  private static MacRule read(YamlSection section, Dialect dialect) {
    String name = section.text("algorithm");
    MacAlgorithm algorithm = null;
    for (MacAlgorithm each : MacAlgorithm.values()) {
      if (each.toString().equals(name)) algorithm = each;
    }
    if (algorithm == null) throw section.refuse("algorithm", "must be retail or aes-cmac");
    String key = section.text("key");
    if (!key.matches("[A-Za-z0-9-]{1,32}")) {
      throw section.refuse("key", "must be 1 to 32 letters, digits and dashes");
    }
    Set<Integer> types =
        Set.copyOf(
            section.list(
                "types",
                "message types",
                text -> text.matches("\\d{4}") ? Integer.valueOf(text) : null));
    section.end();
    for (int field = 64; field <= Math.min(128, dialect.bitmapFields()); field += 64) {
      boolean holds = dialect.field(field).map(each -> each.holds() == Holds.MAC).orElse(false);
      if (!holds) {
        throw section.refuse("algorithm", "needs field " + field + " of this dialect to hold mac");
      }
    }
    return new MacRule(algorithm, key, types);
  }
}
