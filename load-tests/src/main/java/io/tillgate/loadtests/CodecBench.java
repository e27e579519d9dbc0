package io.tillgate.loadtests;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.packager.ISO87APackager;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A message of 21 fields read and written again, ISO 8583:1987 in ASCII, by our codec and by jPOS.
 * Ours indexes the message, reads the trace number, replaces two fields and writes; jPOS unpacks,
 * sets the same two and packs. Both give the same bytes, which is checked before anything is timed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBench {
  private static final int ANSWER_MTI = 210;
  private static final String APPROVED = "00";
  private static final String AUTHORIZATION = "A12345";

  private final Dialect dialect = Dialect.named("iso87-ascii");
  private final MessageView view = new MessageView(dialect);
  private final MessageBuilder builder = new MessageBuilder(dialect);
  private final ISO87APackager packager = new ISO87APackager();
  private final byte[] out = new byte[1024];
  private byte[] message;

  /** Makes the message, and makes sure that both codecs answer it with the same bytes. */
  @Setup
  public void prepare() throws ISOException {
    ISOMsg request = new ISOMsg("0200");
    request.setPackager(packager);
    request.set(2, "4111111111111111");
    request.set(3, "000000");
    request.set(4, "000000001234");
    request.set(7, "1125101112");
    request.set(11, "123456");
    request.set(12, "101112");
    request.set(13, "1125");
    request.set(14, "3012");
    request.set(18, "5411");
    request.set(22, "051");
    request.set(25, "00");
    request.set(32, "000001");
    request.set(35, "4111111111111111=30122010000000000000");
    request.set(37, "632910000001");
    request.set(41, "T0000001");
    request.set(42, "MERCHANT0000001");
    request.set(43, "TILLGATE BENCH          LONDON        GB");
    request.set(48, "0123456789");
    request.set(49, "826");
    message = request.pack();
    byte[] ours = Arrays.copyOf(out, tillgate());
    byte[] theirs = jpos();
    if (!Arrays.equals(ours, theirs)) throw new IllegalStateException("the codecs disagree");
  }

  /** Bytes written. */
  @Benchmark
  public int tillgate() {
    view.index(message, 0, message.length);
    builder.from(view).mti(ANSWER_MTI).text(38, AUTHORIZATION).text(39, APPROVED);
    return builder.write(out, 0);
  }

  /** The bytes written. */
  @Benchmark
  public byte[] jpos() throws ISOException {
    ISOMsg read = new ISOMsg();
    read.setPackager(packager);
    read.unpack(message);
    read.setMTI("0210");
    read.set(38, AUTHORIZATION);
    read.set(39, APPROVED);
    return read.pack();
  }
}
