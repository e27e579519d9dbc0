package io.tillgate.retail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class IsoCurrencyTest {

  @Test
  void everyCurrencyOfTheMaintenanceAgencysListHasItsNumberAndExponent() throws Exception {
    Path list = Path.of(System.getProperty("specs.dir"), "iso4217", "iso-4217-list-one.xml");
    assumeTrue(Files.exists(list), "no list at " + list + "; set -Dspecs.dir");
    var entries =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(list.toFile())
            .getElementsByTagName("CcyNtry");
    int checked = 0;
    for (int i = 0; i < entries.getLength(); i++) {
      Element entry = (Element) entries.item(i);
      String code = text(entry, "Ccy");
      if (code == null || text(entry, "CcyMnrUnts").equals("N.A.")) continue;
      int number = Integer.parseInt(text(entry, "CcyNbr"));
      int exponent = Integer.parseInt(text(entry, "CcyMnrUnts"));
      IsoCurrency expected = new IsoCurrency(code, number, exponent);
      assertEquals(expected, IsoCurrency.of(code).orElseThrow(() -> new AssertionError(code)));
      assertEquals(exponent, IsoCurrency.ofNumber(number).orElseThrow().exponent(), code);
      checked++;
    }
    assertTrue(checked > 200, checked + " entries");
  }

  @Test
  void exponentsAreThoseOfTheStandard() {
    assertEquals(0, IsoCurrency.of("JPY").orElseThrow().exponent());
    assertEquals(2, IsoCurrency.of("GBP").orElseThrow().exponent());
    assertEquals(3, IsoCurrency.of("KWD").orElseThrow().exponent());
    assertEquals(4, IsoCurrency.of("CLF").orElseThrow().exponent());
  }

  @Test
  void goldTestCodesAndSmallLettersAreNoMoney() {
    for (String code : new String[] {"XAU", "XTS", "XXX", "gbp", "", "GB", "GBPX"}) {
      assertTrue(IsoCurrency.of(code).isEmpty(), code);
    }
  }

  private static String text(Element entry, String tag) {
    var nodes = entry.getElementsByTagName(tag);
    return nodes.getLength() == 0 ? null : nodes.item(0).getTextContent();
  }
}
