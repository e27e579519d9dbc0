package io.tillgate.sandbox.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Field 55 as a terminal sends it for an online request (EMV Book 3, annex A), the card number and
 * track 2 equivalent among its tags. The cryptogram is made up: no bank checks it here.
 */
final class ChipData {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  private ChipData() {}

  /** BER-TLV; the caller zeroes it. */
  static byte[] of(Request request) {
    ChipData data = new ChipData();
    TestCard card = request.card();
    byte[] number = packed(card.number(), 'F');
    byte[] track2 = packed(card.track2(), 'F');
    data.tag("5A", number);
    data.tag("57", track2);
    Arrays.fill(number, (byte) 0);
    Arrays.fill(track2, (byte) 0);
    data.tag(
        "5F24",
        HexFormat.of().parseHex(new String(card.expiry(), StandardCharsets.US_ASCII) + "28"));
    data.hex("5F34", "01");
    data.hex("5F2A", "0" + request.currencyNumber());
    data.hex("82", "1800");
    data.hex("84", "A0000000031010");
    data.hex("95", "0000008000");
    data.hex("9A", request.local().substring(0, 6));
    data.hex("9C", request.kind() == Request.Kind.REFUND ? "20" : "00");
    data.hex("9F02", String.format("%012d", request.amountMinor()));
    data.hex("9F10", "06010A03A00000");
    data.hex("9F1A", "0826");
    data.tag("9F24", card.paymentAccountReference().getBytes(StandardCharsets.US_ASCII));
    data.hex("9F26", cryptogram(request));
    data.hex("9F27", "80");
    data.hex("9F33", "E0F8C8");
    data.hex("9F34", "1F0302");
    data.hex("9F36", String.format("%04X", Integer.parseInt(request.stan()) & 0xFFFF));
    data.hex("9F37", String.format("%08X", request.reference().hashCode()));
    return data.out.toByteArray();
  }

  private void hex(String tag, String value) {
    tag(tag, HexFormat.of().parseHex(value));
  }

  private void tag(String tag, byte[] value) {
    out.writeBytes(HexFormat.of().parseHex(tag));
    if (value.length > 127) throw new IllegalArgumentException("no tag of ours is so long");
    out.write(value.length);
    out.writeBytes(value);
  }

  /** Two digits a byte, {@code D} for the separator, padded to whole bytes. */
  private static byte[] packed(byte[] characters, char pad) {
    byte[] packed = new byte[(characters.length + 1) / 2];
    for (int i = 0; i < 2 * packed.length; i++) {
      char c = i < characters.length ? (char) characters[i] : pad;
      int nibble = c == '=' ? 0xD : Character.digit(c, 16);
      packed[i / 2] |= (byte) ((i & 1) == 0 ? nibble << 4 : nibble);
    }
    Arrays.fill(characters, (byte) 0);
    return packed;
  }

  private static String cryptogram(Request request) {
    long mixed = request.reference().hashCode() * 0x9E3779B97F4A7C15L + request.amountMinor();
    return String.format("%016X", mixed);
  }
}
