package io.tillgate.card.filter;

import static io.tillgate.card.filter.Filtering.VISA;
import static io.tillgate.card.filter.Filtering.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** How much of a body is in memory, and for how long. */
class MemoryTest {
  /** Mebibytes that go through; {@code -Dmany=16} makes it one gibibyte. */
  private static final int MEBIBYTES = 64 * Integer.getInteger("many", 1);

  private static final int BOUND = 32 << 10;
  private static final int CHUNK = 64 << 10;
  private final Filtering net = new Filtering();

  @Test
  void aBodyOfAnyLengthIsHeldInAFewKibibytes() {
    for (String type : CutAnywhereTest.TYPES) {
      BodyScreen screen = screen(type, null);
      String pattern =
          "{\"a\":[123456, \"" + VISA + "\"]}\n<x y='12 34'>&#52;</x>&n=%34 " + VISA + " ";
      byte[] chunk = pattern.repeat(CHUNK / pattern.length()).getBytes(StandardCharsets.UTF_8);
      long out = 0;
      int room = 0;
      for (long in = 0; in < (long) MEBIBYTES << 20; in += 6L * chunk.length) {
        out += screen.take(Buffer.buffer(chunk)).length();
        room = Math.max(room, screen.roomBytes());
      }
      out += screen.end().length();
      assertTrue(out > 0);
      assertTrue(room <= BOUND, type + " took " + room + " bytes");
    }
  }

  @Test
  void aPackedBombIsUnpackedPieceByPiece() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      byte[] zeros = "0 ".repeat(1 << 19).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < MEBIBYTES; i++) out.write(zeros);
    }
    BodyScreen screen = screen("text/plain", "gzip");
    Buffer given = screen.take(Buffer.buffer(packed.toByteArray()));
    assertTrue(screen.roomBytes() <= BOUND, "took " + screen.roomBytes() + " bytes");
    assertTrue(given.length() < 4 * packed.size(), "gave " + given.length());
    screen.end();
  }

  @Test
  void whatWasReadIsZeroedAndWhatIsHeldIsGoneAfterTheEnd() {
    BodyScreen screen = screen("application/json", null);
    Buffer part = Buffer.buffer("{\"pan\":\"" + VISA + "\"}");
    assertEquals("{\"pan\":\"" + token(VISA) + "\"}", screen.take(part) + screen.end().toString());
    for (byte b : part.getBytes()) assertEquals(0, b);
    assertEquals(0, screen.take(Buffer.buffer("late")).length());
  }

  private BodyScreen screen(String type, String encoding) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("content-type", type);
    if (encoding != null) headers.set("content-encoding", encoding);
    return net.filter.open("POST", "/a", headers).request(headers);
  }
}
