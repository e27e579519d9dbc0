package io.tillgate.card.filter;

import static io.tillgate.card.filter.Filtering.VISA;
import static io.tillgate.card.filter.Filtering.token;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that come packed. */
class CodingTest {
  private static final String BODY =
      "{\"pan\":\"" + VISA + "\",\"text\":\"" + "abc ".repeat(9_000) + "\"}";
  private static final String CLEAN = BODY.replace(VISA, token(VISA));
  private final Filtering net = new Filtering();

  @Test
  void gzipIsUnpackedAndPackedAgain() throws IOException {
    for (Random cuts : new Random[] {null, new Random(1)}) {
      byte[] out = net.clean("application/json", "gzip", gzip(BODY), cuts);
      assertEquals(CLEAN, unpacked(new GZIPInputStream(new ByteArrayInputStream(out))));
    }
  }

  @Test
  void gzipOfSeveralMembersIsOneBody() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(gzip(BODY.substring(0, 15)));
    both.write(gzip(BODY.substring(15)));
    byte[] out = net.clean("application/json", "x-gzip", both.toByteArray(), new Random(2));
    assertEquals(CLEAN, unpacked(new GZIPInputStream(new ByteArrayInputStream(out))));
  }

  @Test
  void aGzipHeaderMayHaveANameAComment() throws IOException {
    byte[] plain = gzip(BODY);
    ByteArrayOutputStream named = new ByteArrayOutputStream();
    named.write(plain, 0, 3);
    named.write(4 + 8 + 16 + 2);
    named.write(plain, 4, 6);
    named.write(new byte[] {3, 0, 'x', 'y', 'z', 'a', '.', 'j', 0, 'c', 0, 1, 2});
    named.write(plain, 10, plain.length - 10);
    byte[] out = net.clean("application/json", "gzip", named.toByteArray(), new Random(3));
    assertEquals(CLEAN, unpacked(new GZIPInputStream(new ByteArrayInputStream(out))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deflateComesWithAndWithoutItsWrapping(boolean bare) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(6, bare);
    try (OutputStream out = new DeflaterOutputStream(packed, deflater)) {
      out.write(BODY.getBytes(StandardCharsets.UTF_8));
    }
    deflater.end();
    byte[] out = net.clean("application/json", "deflate", packed.toByteArray(), new Random(4));
    assertEquals(CLEAN, unpacked(new InflaterInputStream(new ByteArrayInputStream(out))));
  }

  @Test
  void anEmptyPackedBodyStaysEmpty() throws IOException {
    byte[] out = net.clean("application/json", "gzip", new byte[0], null);
    assertEquals("", unpacked(new GZIPInputStream(new ByteArrayInputStream(out))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "compress", "gzip, br", "gzip, gzip"})
  void whatCannotBeUnpackedDoesNotPass(String encoding) {
    Refused refused =
        assertThrows(
            Refused.class, () -> net.clean("application/json", encoding, new byte[0], null));
    assertEquals(Refused.Reason.UNREADABLE, refused.reason());
    assertTrue(refused.getMessage().contains("gzip, deflate or without"), refused.getMessage());
  }

  @Test
  void whatIsDamagedOrCutShortDoesNotPass() throws IOException {
    byte[] packed = gzip(BODY);
    byte[] cut = Arrays.copyOf(packed, packed.length - 9);
    assertThrows(Refused.class, () -> net.clean("text/plain", "gzip", cut, null));
    byte[] wrong = packed.clone();
    wrong[wrong.length - 6] ^= 1;
    assertThrows(Refused.class, () -> net.clean("text/plain", "gzip", wrong, null));
    assertThrows(
        Refused.class,
        () -> net.clean("text/plain", "gzip", BODY.getBytes(StandardCharsets.UTF_8), null));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private static String unpacked(java.io.InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
