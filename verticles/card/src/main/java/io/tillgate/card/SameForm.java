package io.tillgate.card;

import io.tillgate.wire.Dialect;
import java.util.Objects;

/** Whether messages of one dialect are messages of another: they pass through as they are. */
final class SameForm {
  private static final int HIGHEST_MTI = 2_999;

  private SameForm() {}

  /** The first thing that is not the same, in words; null where all is. */
  static String difference(Dialect one, Dialect two) {
    if (one.edition() != two.edition()) return "the edition";
    if (!one.framing().equals(two.framing())) return "the framing";
    if (one.prefixBytes() != two.prefixBytes() || one.hasTpdu() != two.hasTpdu()) {
      return "what stands in front of the message";
    }
    if (!one.endsAs(two)) return "what ends a message";
    if (one.mtiEncoding() != two.mtiEncoding()) return "the encoding of the message type";
    if (one.bitmapEncoding() != two.bitmapEncoding() || one.bitmapFields() != two.bitmapFields()) {
      return "the bitmap";
    }
    for (int field = 1; field <= Dialect.HIGHEST_FIELD; field++) {
      if (!Objects.equals(one.field(field), two.field(field))) return "field " + field;
    }
    if (!samePairs(one, two)) return "the pairing of message types";
    if (!one.matching().equals(two.matching())) return "what answers are matched on";
    if (!one.answers().equals(two.answers())) return "what response codes mean";
    return one.reversal().equals(two.reversal()) ? null : "the form of reversals";
  }

  private static boolean samePairs(Dialect one, Dialect two) {
    for (int mti = 0; mti <= HIGHEST_MTI; mti++) {
      boolean same =
          one.messages().isRequest(mti) == two.messages().isRequest(mti)
              && one.messages().answer(mti) == two.messages().answer(mti)
              && one.messages().repeat(mti) == two.messages().repeat(mti);
      if (!same) return false;
    }
    return true;
  }
}
