package io.tillgate.card.mac;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Puts the code that an acquirer wants on messages of the edge's own. Holds views and a builder:
 * one context.
 */
public final class MacStamp implements UnaryOperator<byte[]> {
  private static final int SHORT = 64;
  private static final int LONG = 128;
  private static final byte[] EMPTY = new byte[MacAlgorithm.BYTES];

  private final MacRule rule;
  private final MacKey key;
  private final int prefixBytes;
  private final MessageView view;
  private final MessageView stamped;
  private final MessageBuilder builder;
  private final byte[] scratch;

  public MacStamp(Dialect dialect, MacRule rule, MacKey key) {
    this.rule = rule;
    this.key = key;
    this.prefixBytes = dialect.prefixBytes();
    this.view = new MessageView(dialect);
    this.stamped = new MessageView(dialect);
    this.builder = new MessageBuilder(dialect);
    this.scratch = new byte[dialect.framing().maxMessageBytes()];
  }

  /**
   * The message with its code, in a new array, or itself where its type carries none. A code that
   * it had is replaced.
   */
  @Override
  public byte[] apply(byte[] message) {
    view.index(message, 0, message.length);
    if (!covers(view.mti())) return message;
    int field = hasHighFields() ? LONG : SHORT;
    builder.from(view).drop(SHORT).drop(LONG).value(field, EMPTY, 0, EMPTY.length);
    int length = builder.write(scratch, 0);
    stamped.index(scratch, 0, length);
    int covered = stamped.offset(field) - prefixBytes;
    byte[] code = code(covered);
    builder.value(field, code, 0, MacAlgorithm.BYTES);
    byte[] done = new byte[length];
    builder.write(done, 0);
    Arrays.fill(scratch, 0, length, (byte) 0);
    builder.close();
    return done;
  }

  public boolean covers(int mti) {
    return rule.types().contains(mti);
  }

  private boolean hasHighFields() {
    for (int field = SHORT + 2; field <= LONG; field++) if (view.has(field)) return true;
    return false;
  }

  private byte[] code(int covered) {
    try {
      return rule.algorithm().compute(key.bytes(), scratch, prefixBytes, covered);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make a MAC with " + rule.algorithm(), e);
    }
  }
}
