package io.tillgate.card.nexo;

import io.tillgate.wire.CardNumberFind;
import io.tillgate.wire.CardNumberFinder;
import io.tillgate.wire.CardNumberRedactor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Takes card numbers out of a message before a till or a record has it (PCI DSS 4.0.1, 3.3.1,
 * 3.4.1): {@code SensitiveCardData} goes as a whole, a number anywhere else is masked down to BIN
 * and last four, also in base64 and in form encoding; behind one that is a track's, all of the
 * value goes. Functions over bytes.
 */
final class CardCleaning {
  /** Shorter base64 holds no card number. */
  private static final int LEAST_BASE64 = 16;

  private static final Charset UTF = StandardCharsets.UTF_8;
  private static final byte[] NOTHING = {'{', '}'};

  private final byte[] in;
  private final ByteArrayOutputStream out;
  private final List<String> finds = new ArrayList<>();
  private int copied;

  /**
   * @param bytes the very ones that came where nothing was found
   * @param finds what was taken out, for people: where, and the number masked
   */
  record Cleaned(byte[] bytes, List<String> finds) {
    boolean isDirty() {
      return !finds.isEmpty();
    }
  }

  private CardCleaning(byte[] in) {
    this.in = in;
    this.out = new ByteArrayOutputStream(in.length);
  }

  /** Where something was found, {@code bytes} are zeroed: the clean copy takes their place. */
  static Cleaned clean(byte[] bytes) {
    CardCleaning cleaning = new CardCleaning(bytes);
    cleaning.look(Json.read(bytes), "");
    if (cleaning.finds.isEmpty()) return new Cleaned(bytes, List.of());
    cleaning.out.write(bytes, cleaning.copied, bytes.length - cleaning.copied);
    Arrays.fill(bytes, (byte) 0);
    return new Cleaned(cleaning.out.toByteArray(), List.copyOf(cleaning.finds));
  }

  /** What a clean copy would lose; {@code bytes} stay as they are. */
  static List<String> finds(byte[] bytes) {
    CardCleaning cleaning = new CardCleaning(bytes);
    cleaning.look(Json.read(bytes), "");
    return cleaning.finds;
  }

  private void look(Json.Node node, String path) {
    switch (node.kind) {
      case OBJECT, ARRAY -> {
        for (Json.Node child : node.children) member(child, path);
      }
      case STRING, NUMBER -> leaf(node, path);
      case TRUE, FALSE, NULL -> {}
    }
  }

  private void member(Json.Node child, String path) {
    if (child.nameStart < 0) {
      look(child, path);
      return;
    }
    byte[] name = Arrays.copyOfRange(in, child.nameStart, child.nameEnd);
    byte[] masked = CardNumberRedactor.redact(name);
    if (masked != name) {
      finds.add(path + " (a name)");
      replace(child.nameStart, child.nameEnd, masked);
      Arrays.fill(name, (byte) 0);
    }
    String at = path.isEmpty() ? new String(masked, UTF) : path + "." + new String(masked, UTF);
    if (child.isNamed("SensitiveCardData") && !child.children.isEmpty()) {
      finds.add(at);
      replace(child.start, child.end, NOTHING);
    } else {
      look(child, at);
    }
  }

  private void leaf(Json.Node leaf, String path) {
    if (leaf.end - leaf.start < 12 || isTheirIdentifier(leaf, path)) return;
    byte[] content = leaf.content();
    byte[] masked = masked(content);
    if (masked == content) {
      byte[] inside = inBase64(content);
      if (inside != null) masked = inside;
    }
    if (masked != content) {
      finds.add(path);
      replace(leaf.start, leaf.end, leaf.kind == Json.Kind.NUMBER ? zeros(masked) : safe(masked));
    }
    Arrays.fill(content, (byte) 0);
  }

  /**
   * The terminal's and the acquirer's own names of a transaction, without which nothing could be
   * undone. Their digits can look like a card's; one that is nothing but digits is not trusted.
   */
  private boolean isTheirIdentifier(Json.Node leaf, String path) {
    boolean named =
        path.endsWith("POITransactionID.TransactionID")
            || path.endsWith("POITransaction.POITransactionID.TransactionID")
            || path.endsWith("AcquirerTransactionID.TransactionID")
            || path.endsWith("HostTransactionID.TransactionID");
    if (!named) return false;
    // "tender reference . acquirer's reference": 4 letters and digits at least before the dot
    for (int i = leaf.start; i < leaf.end; i++) {
      boolean isLetter = in[i] >= 'A' && in[i] <= 'Z' || in[i] >= 'a' && in[i] <= 'z';
      if (isLetter) return true;
    }
    return false;
  }

  /** The same array where it holds none. */
  private static byte[] masked(byte[] text) {
    byte[] masked = CardNumberRedactor.redact(text);
    if (masked == text) return text;
    int star = 0;
    while (masked[star] != '*') star++;
    for (int i = star; i < masked.length; i++) {
      boolean separator = masked[i] == '=' || masked[i] == '^' || masked[i] == 'D';
      boolean isTrack = separator && i > star + 4 && isDigit(masked[i - 1]);
      if (isTrack) Arrays.fill(masked, i, masked.length, (byte) '*');
    }
    return masked;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The text anew where its base64 holds a number in any writing; else null. */
  private static byte[] inBase64(byte[] text) {
    if (text.length < LEAST_BASE64) return null;
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
    try {
      List<CardNumberFind> found = CardNumberFinder.in(decoded);
      if (found.isEmpty()) return null;
      boolean isText = found.stream().allMatch(f -> f.form() == CardNumberFind.Form.ASCII);
      if (!isText) {
        // Ciphertext looks like packed digits now and then, and must stay what it is.
        boolean isWritten = found.stream().anyMatch(f -> f.form() == CardNumberFind.Form.ASCII);
        if (!isWritten) return null;
      }
      byte[] masked = masked(decoded);
      if (masked == decoded) return null;
      return Base64.getEncoder().encode(masked);
    } finally {
      Arrays.fill(decoded, (byte) 0);
    }
  }

  /** A number stays a number: its digits become a one and zeros. */
  private static byte[] zeros(byte[] masked) {
    byte[] number = new byte[masked.length];
    Arrays.fill(number, (byte) '0');
    number[0] = '1';
    return number;
  }

  /** As a JSON string: what was unescaped may need its escapes again. */
  private static byte[] safe(byte[] text) {
    ByteArrayOutputStream escaped = new ByteArrayOutputStream(text.length);
    for (byte b : text) {
      if (b == '"' || b == '\\') escaped.write('\\');
      if (b >= 0 && b < ' ') escaped.writeBytes("\\u00%02x".formatted(b).getBytes(UTF));
      else escaped.write(b);
    }
    return escaped.toByteArray();
  }

  private void replace(int from, int to, byte[] with) {
    out.write(in, copied, from - copied);
    out.write(with, 0, with.length);
    copied = to;
  }
}
