package io.tillgate.wire;

import static io.tillgate.wire.Messages.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An echo request of each dialect, byte by byte as a person writes it down from the standard. */
class GoldenBytesTest {
  @ParameterizedTest
  @CsvSource({
    // MTI, bitmaps of 7, 11 and 70, transmission time, trace number, network code.
    "iso87-ascii, 30383030 38323230303030303030303030303030 30343030303030303030303030303030"
        + " 30313032303330343035 303030303031 333031",
    "iso87-binary, 0800 8220000000000000 0400000000000000 0102030405 000001 0301",
    // From 1993 the function code in 24 says it.
    "iso93-ascii, 31383034 30323230303130303030303030303030 30313032303330343035 303030303031"
        + " 383331",
    "iso93-binary, 1804 0220010000000000 0102030405 000001 8310",
    // TPDU in front; digits and bitmap in EBCDIC.
    "iso93-ebcdic, 6000010002 F1F8F0F4 F0F2F2F0F0F1F0F0F0F0F0F0F0F0F0F0 F0F1F0F2F0F3F0F4F0F5"
        + " F0F0F0F0F0F1 F8F3F1",
    // Twelve digits of trace number.
    "iso2003, 2804 0220010000000000 0102030405 000000000001 8310",
    // ISO026000050 in front, ETX behind.
    "base24, 49534F303236303030303530 30383030 38323230303030303030303030303030"
        + " 30343030303030303030303030303030 30313032303330343035 303030303031 333031 03",
  })
  void anEchoIsWrittenAsTheStandardSays(String name, String hex) {
    Dialect dialect = Dialect.named(name);
    NetworkRule network = dialect.network();
    MessageBuilder builder = new MessageBuilder(dialect).start(network.mti());
    builder.text(7, "0102030405").text(11, "1");
    network.echo().forEach(builder::text);
    String written = HexFormat.of().formatHex(bytes(builder)).toUpperCase(Locale.ROOT);
    assertEquals(hex.replace(" ", ""), written);
  }
}
