package io.tillgate.card.filter;

import static io.tillgate.card.filter.Filtering.AMEX;
import static io.tillgate.card.filter.Filtering.MASTERCARD;
import static io.tillgate.card.filter.Filtering.VISA;
import static io.tillgate.card.filter.Filtering.route;
import static io.tillgate.card.filter.Filtering.token;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of bodies of every kind, by the detector alone and by paths. */
class BodiesTest {
  private static final String TOKEN = token(VISA);
  private final Filtering net = new Filtering();

  @Test
  void aNumberInAJsonStringGivesWayToItsToken() {
    assertEquals(
        "{\"card\":{\"number\":\"" + TOKEN + "\"},\"amount\":12.50}",
        net.json("{\"card\":{\"number\":\"" + VISA + "\"},\"amount\":12.50}"));
  }

  @Test
  void aBareNumberOfJsonBecomesAString() {
    assertEquals("{\"pan\": \"" + TOKEN + "\" }", net.json("{\"pan\": " + VISA + " }"));
    assertEquals("[\"" + TOKEN + "\",1]", net.json("[" + VISA + ",1]"));
    assertEquals("\"" + TOKEN + "\"", net.json(VISA));
  }

  @Test
  void aNumberWithExponentOrFractionIsTheSameNumber() {
    for (String written :
        new String[] {"4.111111111111111e15", "4111111111111111.0", "41111111111111110e-1"}) {
      assertEquals("{\"pan\":\"" + TOKEN + "\"}", net.json("{\"pan\":" + written + "}"), written);
    }
  }

  @Test
  void escapesOfJsonAreReadAsWhatTheyStandFor() {
    assertEquals(
        "{\"pan\":\"" + TOKEN + "\"}",
        net.json("{\"pan\":\"\\u00341111111111\\u0031\\u003111\\u0031\"}"));
    String nested = "{\"raw\":\"{\\\"pan\\\":\\\"" + VISA + "\\\"}\"}";
    assertEquals(nested.replace(VISA, TOKEN), net.json(nested));
  }

  @Test
  void namesAndBrokenJsonAreSeenToo() {
    assertEquals("{\"" + TOKEN + "\":1}", net.json("{\"" + VISA + "\":1}"));
    assertEquals("[4111, pan=" + TOKEN + "}", net.json("[4111, pan=" + VISA + "}"));
    assertEquals("[" + TOKEN + "]", net.json("[4111 1111 1111 1111]"));
    assertEquals("{'pan':'" + TOKEN + "'", net.json("{'pan':'" + VISA + "'"));
    assertEquals("{\"a\":\"" + TOKEN, net.json("{\"a\":\"" + VISA));
  }

  @Test
  void linesOfJsonAreReadOneByOne() {
    assertEquals(
        "{\"a\":\"" + TOKEN + "\"}\n{\"a\":\"" + token(AMEX) + "\"}\n12\n13\n",
        net.json("{\"a\":\"" + VISA + "\"}\n{\"a\":\"" + AMEX + "\"}\n12\n13\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "\uff14\uff11\uff11\uff111111\u20111111\u20111111",
        "4111 11111111 1111"
      })
  void digitsMayBeSplitByBlanksAndDashes(String written) {
    assertEquals("{\"n\":\"Card " + TOKEN + ".\"}", net.json("{\"n\":\"Card " + written + ".\"}"));
    assertEquals(
        "Card " + TOKEN + ".", net.text("text/plain; charset=utf-8", "Card " + written + "."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "1234567890123456",
        "ORDER-41111111111111111111111",
        "550e8400-e29b-4111-1111-111111111111",
        "9.4111111111111111",
        "a4111111111111111b2c3d4e5f60718",
        "4111111111111"
      })
  void longNumbersThatAreNoCardsStayAsTheyAre(String number) {
    for (String body :
        new String[] {
          "{\"order\":\"" + number + "\"}",
          "<o n='" + number + "'>" + number + "</o>",
          "order=" + number,
          number
        }) {
      assertEquals(body, net.json(body));
      assertEquals(body, net.text("application/xml", body));
      assertEquals(body, net.text("application/x-www-form-urlencoded", body));
      assertEquals(body, net.text("text/plain", body));
    }
  }

  @Test
  void formsArePercentDecoded() {
    String type = "application/x-www-form-urlencoded";
    assertEquals("a=1&pan=" + TOKEN + "&b=2", net.text(type, "a=1&pan=" + VISA + "&b=2"));
    assertEquals(
        "pan=" + TOKEN,
        net.text(type, "pan=4111+1111%201111-1111".replace("%20", "+").replace("-", "+")));
    assertEquals("pan=" + TOKEN, net.text(type, "pan=%34%31%31%311111%31111%3111%31"));
    assertEquals("pan=" + TOKEN, net.text(type, "pan=4111%C2%A01111%c2%a01111%C2%A01111"));
    assertEquals("pan=" + TOKEN, net.text(type, "pan=%EF%BC%94%EF%BC%9111111111111111"));
    assertEquals("x=100%&y=%zz&z=%E9t%E9", net.text(type, "x=100%&y=%zz&z=%E9t%E9"));
  }

  @Test
  void aNumberThatACommentCutsDoesNotPass() {
    for (String cut : new String[] {"<!-- -->", "<?x y?>", "<!---->"}) {
      for (String document :
          new String[] {
            "<a>4111" + cut + "1111" + cut + "11111111</a>",
            "<a>4111 1111 " + cut + "<![CDATA[1111 1111]]></a>"
          }) {
        Refused refused = assertThrows(Refused.class, () -> net.text("text/xml", document));
        assertEquals(Refused.Reason.UNREADABLE, refused.reason());
      }
      String years = "<a>2024" + cut + "2025</a><b>1234567890123</b>" + cut + "<c>5</c>";
      assertEquals(years, net.text("text/xml", years));
    }
  }

  @Test
  void whatIsEbcdicWithoutSayingSoDoesNotPass() {
    Charset ebcdic = Charset.forName("IBM037");
    String[][] bodies = {
      {"application/xml", "<?xml version='1.0'?><a>" + VISA + "</a>"},
      {"application/json", "{\"a\":\"" + VISA + "\"}"}
    };
    for (String[] body : bodies) {
      byte[] bytes = body[1].getBytes(ebcdic);
      assertThrows(Refused.class, () -> net.clean(body[0], null, bytes, null), body[0]);
    }
  }

  @Test
  void xmlIsReadWithEntitiesCdataAttributesAndComments() {
    String type = "text/xml";
    assertEquals(
        "<s:a xmlns:s='u' n=\"" + TOKEN + "\"><b>" + TOKEN + "</b></s:a>",
        net.text(type, "<s:a xmlns:s='u' n=\"" + VISA + "\"><b>" + VISA + "</b></s:a>"));
    assertEquals("<b>" + TOKEN + "</b>", net.text(type, "<b>&#52;1111111&#x31;1111111</b>"));
    assertEquals(
        "<b><![CDATA[" + TOKEN + "]]></b>", net.text(type, "<b><![CDATA[" + VISA + "]]></b>"));
    assertEquals(
        "<b>" + TOKEN + "<![CDATA[]]></b>", net.text(type, "<b>4111<![CDATA[11111111]]>1111</b>"));
    assertEquals("<b><!-- " + TOKEN + " --></b>", net.text(type, "<b><!-- " + VISA + " --></b>"));
    assertEquals("<?p " + TOKEN + "?><b/>", net.text(type, "<?p " + VISA + "?><b/>"));
    assertEquals("a < b & c " + TOKEN, net.text(type, "a < b & c " + VISA));
  }

  @Test
  void aDocumentThatDeclaresEntitiesDoesNotPass() {
    String document = "<!DOCTYPE a [<!ENTITY x \"4111\">]><a>&x;111111111111</a>";
    assertThrows(Refused.class, () -> net.text("application/xml", document));
    String harmless = "<!DOCTYPE html PUBLIC \"-//W3C//DTD\" \"x.dtd\"><a>1</a>";
    assertEquals(harmless, net.text("text/html", harmless));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "ISO-8859-1", "UTF-8"})
  void tokensAreWrittenInTheBodysCharset(String charset) {
    Charset set = Charset.forName(charset);
    for (String[] each :
        new String[][] {
          {"application/json", "{\"é\":\"%s\",\"n\":%s}"},
          {"application/xml", "<é a='%s'>ü %s</é>"},
          {"text/plain", "é %s\n%s ü"}
        }) {
      String body = each[1].formatted(VISA, VISA);
      String bare = each[0].endsWith("json") ? "\"" + TOKEN + "\"" : TOKEN;
      byte[] cleaned = net.clean(each[0] + "; charset=" + charset, null, body.getBytes(set), null);
      assertEquals(each[1].formatted(TOKEN, bare), new String(cleaned, set));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE"})
  void utf16IsToldByTheBytesWhereTheTypeDoesNot(String charset) {
    Charset set = Charset.forName(charset);
    String body = "{\"pan\":\"" + VISA + "\"}";
    byte[] cleaned = net.clean("application/json", null, body.getBytes(set), null);
    assertEquals(body.replace(VISA, TOKEN), new String(cleaned, set));
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-7", "IBM037", "utf-32", "shift_jis", "gb18030"})
  void aCharsetThatCannotBeReadDoesNotPass(String charset) {
    Refused refused =
        assertThrows(Refused.class, () -> net.text("text/plain; charset=" + charset, "a"));
    assertEquals(Refused.Reason.UNREADABLE, refused.reason());
    String document = "<?xml version='1.0' encoding='" + charset + "'?><a/>";
    assertThrows(Refused.class, () -> net.text("application/xml", document));
  }

  @Test
  void aBodyOfNoKnownTypeIsToldByItsFirstCharacter() {
    assertEquals(
        " {\"a\":\"" + TOKEN + "\"}",
        net.text(null, " {\"a\":\"\\u0034" + VISA.substring(1) + "\"}"));
    assertEquals("<a>" + TOKEN + "</a>", net.text(null, "<a>&#52;" + VISA.substring(1) + "</a>"));
    assertEquals("a=" + TOKEN, net.text(null, "a=%34" + VISA.substring(1)));
  }

  @Test
  void whatIsNoTextIsMaskedSoThatLengthsStay() {
    byte[] body = ("\u0000\u0001PDF " + VISA + " \u00ff").getBytes(StandardCharsets.ISO_8859_1);
    byte[] masked =
        ("\u0000\u0001PDF 41111111****1111 \u00ff").getBytes(StandardCharsets.ISO_8859_1);
    assertArrayEquals(masked, net.clean("application/pdf", null, body, null));
  }

  @Test
  void partsOfAFormAreReadEachInItsWay() {
    String type = "multipart/form-data; boundary=\"xX\"";
    String form =
        """
        --xX
        Content-Disposition: form-data; name="pan"

        %1$s
        --xX
        Content-Disposition: form-data; name="note"; filename="%1$s.json"
        Content-Type: application/json

        {"a":%2$s}
        --xX
        Content-Disposition: form-data; name="f"; filename="f.bin"
        Content-Type: application/octet-stream

        x %3$s
        --xX--
        """
            .replace("\n", "\r\n");
    assertEquals(
        form.formatted(TOKEN, "\"" + TOKEN + "\"", "41111111****1111"),
        net.text(type, form.formatted(VISA, VISA, VISA)));
    assertThrows(Refused.class, () -> net.text("multipart/form-data", form));
    assertThrows(
        Refused.class,
        () ->
            net.text(type, form.replace("octet-stream", "x\r\nContent-Transfer-Encoding: base64")));
  }

  @Test
  void aConfiguredFieldAlwaysGivesWayWhateverItsNumber() {
    Filtering paths =
        Filtering.with(
            route("/**", "$.card.number", "$..pan", "/Pay/Card/@no", "//PAN", "pan", "card[no]"));
    String bad = "4111111111111112";
    String token = token(bad);
    assertEquals(
        "{\"card\":{\"number\":\"" + token + "\",\"order\":\"" + bad + "\"}}",
        paths.json("{\"card\":{\"number\":\"" + bad + "\",\"order\":\"" + bad + "\"}}"));
    assertEquals(
        "[{\"x\":[{\"pan\":\"" + token + "\"},{\"pan\":\" " + token + " \"}]}]",
        paths.json("[{\"x\":[{\"pan\":" + bad + "},{\"pan\":\" 4111 1111-11111112 \"}]}]"));
    assertEquals(
        "<n:Pay xmlns:n='u'><n:Card no='"
            + token
            + "'/><o>"
            + bad
            + "</o><PAN>\n "
            + token
            + "\n</PAN></n:Pay>",
        paths.text(
            "text/xml",
            "<n:Pay xmlns:n='u'><n:Card no='"
                + bad
                + "'/><o>"
                + bad
                + "</o><PAN>\n "
                + bad
                + "\n</PAN></n:Pay>"));
    assertEquals(
        "pan=" + token + "&o=" + bad + "&card%5Bno%5D=" + token,
        paths.text(
            "application/x-www-form-urlencoded",
            "pan=" + bad + "&o=" + bad + "&card%5Bno%5D=%34" + bad.substring(1)));
  }

  @Test
  void aTokenInAConfiguredFieldStaysAToken() {
    Filtering paths = Filtering.with(route("/**", "$.pan"));
    String body = "{\"pan\":\"" + TOKEN + "\",\"x\":null}";
    assertEquals(body, paths.json(body));
    assertEquals(
        paths.json("{\"pan\":\"" + VISA + "\"}"),
        paths.json(paths.json("{\"pan\":\"" + VISA + "\"}")));
  }

  @Test
  void aFieldCanBeMaskedOrMakeTheMessageRefused() {
    Filtering mask = Filtering.with(route("/**", "$.pan").put("action", "mask"));
    assertEquals("{\"pan\":\"41111111****1111\"}", mask.json("{\"pan\":\"" + VISA + "\"}"));
    assertEquals("{\"pan\":\"41111111****1111\"}", mask.json("{\"pan\":" + VISA + "}"));
    assertEquals(
        "{\"pan\":\"4111-1111-****-1111\"}", mask.json("{\"pan\":\"4111-1111-1111-1111\"}"));
    assertEquals(
        "{\"pan\":\"41111111****1111\"}",
        mask.json("{\"pan\":\"\\u0034" + VISA.substring(1) + "\"}"));
    Filtering refuse = Filtering.with(route("/**", "$.pan").put("action", "refuse"));
    Refused refused = assertThrows(Refused.class, () -> refuse.json("{\"pan\":" + VISA + "}"));
    assertEquals(Refused.Reason.CARD_IN_BODY, refused.reason());
    assertEquals(1, refuse.opened().size());
  }

  @Test
  void twoNumbersSideBySideAreTwoTokens() {
    assertEquals(
        TOKEN + " " + token(MASTERCARD) + "," + token(AMEX),
        net.text("text/plain", VISA + " " + MASTERCARD + "," + AMEX));
  }

  @Test
  void jsonThatIsDeeperThanTheBoundIsRefused() {
    assertEquals(2 * 256, net.json("[".repeat(256) + "]".repeat(256)).length());
    assertThrows(Refused.class, () -> net.json("[".repeat(257)));
  }
}
