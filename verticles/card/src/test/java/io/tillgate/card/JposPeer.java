package io.tillgate.card;

import io.tillgate.wire.Content;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Encoding;
import io.tillgate.wire.Field;
import io.tillgate.wire.Kind;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.Mti;
import io.tillgate.wire.Pad;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jpos.iso.BaseChannel;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.channel.BASE24TCPChannel;
import org.jpos.iso.channel.NACChannel;
import org.jpos.iso.channel.PostChannel;
import org.jpos.iso.packager.GenericPackager;

/**
 * jPOS for a dialect: the packager that it ships, else one of its field classes by what the dialect
 * says; and the channel for what stands around a message.
 */
final class JposPeer {
  private static final int STAN = 11;
  private static final String DOCTYPE =
      "<!DOCTYPE isopackager PUBLIC \"-//jPOS/jPOS Generic Packager DTD 1.0//EN\""
          + " \"http://jpos.org/dtd/generic-packager-1.0.dtd\">";

  private final Dialect dialect;
  private final GenericPackager packager;

  /** TPDU and header, and what ends a message, as the dialect's own messages have them. */
  private final byte[] front;

  private final int behind;

  JposPeer(Dialect dialect) throws ISOException, IOException {
    this.dialect = dialect;
    this.packager = packager(dialect);
    int mti = dialect.network().mti();
    byte[] out = new byte[dialect.framing().maxMessageBytes()];
    int length = new MessageBuilder(dialect).start(mti).text(STAN, "1").write(out, 0);
    this.front = Arrays.copyOf(out, dialect.prefixBytes());
    ISOMsg bare = new ISOMsg(Mti.text(mti));
    bare.setPackager(packager);
    bare.set(STAN, "1");
    this.behind = length - front.length - bare.pack().length;
  }

  /** A channel that is not connected yet, to be a client's or a server's. */
  BaseChannel channel() throws IOException {
    if (dialect.hasTpdu()) return new NACChannel(packager, front.clone());
    if (behind == 0) return new PostChannel(packager);
    BaseChannel channel = new BASE24TCPChannel(packager);
    channel.setHeader(front.clone());
    return channel;
  }

  /** What jPOS reads in a message of ours. */
  ISOMsg message(byte[] bytes) throws ISOException {
    ISOMsg message = new ISOMsg();
    message.setPackager(packager);
    message.unpack(Arrays.copyOfRange(bytes, front.length, bytes.length - behind));
    return refreshed(message);
  }

  /** Its bitmaps in EBCDIC keep bits of fields that are not there until something is set. */
  static ISOMsg refreshed(ISOMsg message) throws ISOException {
    message.set(STAN, message.getString(STAN));
    return message;
  }

  private static GenericPackager packager(Dialect dialect) throws ISOException, IOException {
    String resource = "packager/" + dialect.name().replace("-", "") + ".xml";
    try (InputStream in = JposPeer.class.getClassLoader().getResourceAsStream(resource)) {
      if (in != null) return new GenericPackager(in);
    }
    StringBuilder text = new StringBuilder(DOCTYPE + "<isopackager>");
    String digits = letter(dialect.mtiEncoding());
    text.append(row(0, 4, "IF" + digits + "_NUMERIC", false));
    String bitmap = "IF" + letter(dialect.bitmapEncoding()) + "_BITMAP";
    text.append(row(1, dialect.bitmapFields() / 8, bitmap, false));
    for (int number = 2; number <= dialect.bitmapFields(); number++) {
      Field field = dialect.field(number).orElse(null);
      if (field == null) continue;
      text.append(row(number, field.maxLength(), type(field), field.pad() == Pad.LEFT));
    }
    byte[] file = text.append("</isopackager>").toString().getBytes(StandardCharsets.UTF_8);
    return new GenericPackager(new ByteArrayInputStream(file));
  }

  private static String row(int id, int length, String type, boolean pad) {
    return "<isofield id=\"%d\" name=\"any\" length=\"%d\" class=\"org.jpos.iso.%s\" pad=\"%b\"/>"
        .formatted(id, length, type, pad);
  }

  private static String type(Field field) {
    if (field.kind() == Kind.FIXED) {
      return switch (field.content()) {
        case N, Z, AMOUNT -> "IF" + letter(field.encoding()) + "_NUMERIC";
        case X_N -> "IF" + letter(field.encoding()) + "_AMOUNT";
        case A, AN, ANS -> field.encoding() == Encoding.ASCII ? "IF_CHAR" : "IFE_CHAR";
        case B -> "IF" + letter(field.encoding()) + "_BINARY";
      };
    }
    String kind = field.kind().toString().replace("var", "").toUpperCase(Locale.ROOT);
    String content =
        field.content() == Content.B ? "BINARY" : field.encoding() == Encoding.BCD ? "NUM" : "CHAR";
    return "IF" + letter(field.lengthEncoding()) + "_" + kind + content;
  }

  private static String letter(Encoding encoding) {
    return switch (encoding) {
      case ASCII, HEX -> "A";
      case EBCDIC, EBCDIC_HEX -> "E";
      case BCD, BINARY -> "B";
    };
  }
}
