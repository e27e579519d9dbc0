package io.tillgate.retail;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A currency of ISO 4217 list one, with the number that card messages carry (ISO 8583 DE49). The
 * table is our own, so that the exponent of a currency does not depend on the JDK's age. Precious
 * metals, funds without minor units and the codes for tests are no money here. XCG took over the
 * number of ANG, so that number means XCG.
 *
 * @param code three capital letters
 * @param number 1-999
 * @param exponent decimals of the minor unit: 0, 2, 3 or 4
 */
public record IsoCurrency(String code, int number, int exponent) {
  private static final String WITHOUT_MINOR_UNIT =
      """
      BIF108 CLP152 DJF262 GNF324 ISK352 JPY392 KMF174 KRW410 PYG600 RWF646 UGX800
      UYI940 VND704 VUV548 XAF950 XOF952 XPF953
      """;
  private static final String HUNDREDTHS =
      """
      AED784 AFN971 ALL008 AMD051 ANG532 AOA973 ARS032 AUD036 AWG533 AZN944 BAM977
      BBD052 BDT050 BGN975 BMD060 BND096 BOB068 BOV984 BRL986 BSD044 BTN064 BWP072
      BYN933 BZD084 CAD124 CDF976 CHE947 CHF756 CHW948 CNY156 COP170 COU970 CRC188
      CUC931 CUP192 CVE132 CZK203 DKK208 DOP214 DZD012 EGP818 ERN232 ETB230 EUR978
      FJD242 FKP238 GBP826 GEL981 GHS936 GIP292 GMD270 GTQ320 GYD328 HKD344 HNL340
      HTG332 HUF348 IDR360 ILS376 INR356 IRR364 JMD388 KES404 KGS417 KHR116 KPW408
      KYD136 KZT398 LAK418 LBP422 LKR144 LRD430 LSL426 MAD504 MDL498 MGA969 MKD807
      MMK104 MNT496 MOP446 MRU929 MUR480 MVR462 MWK454 MXN484 MXV979 MYR458 MZN943
      NAD516 NGN566 NIO558 NOK578 NPR524 NZD554 PAB590 PEN604 PGK598 PHP608 PKR586
      PLN985 QAR634 RON946 RSD941 RUB643 SAR682 SBD090 SCR690 SDG938 SEK752 SGD702
      SHP654 SLE925 SOS706 SRD968 SSP728 STN930 SVC222 SYP760 SZL748 THB764 TJS972
      TMT934 TOP776 TRY949 TTD780 TWD901 TZS834 UAH980 USD840 USN997 UYU858 UZS860
      VED926 VES928 WST882 XCD951 XCG532 YER886 ZAR710 ZMW967 ZWG924
      """;
  private static final String THOUSANDTHS =
      """
      BHD048 IQD368 JOD400 KWD414 LYD434 OMR512 TND788
      """;
  private static final String TEN_THOUSANDTHS =
      """
      CLF990 UYW927
      """;

  private static final Map<String, IsoCurrency> BY_CODE = new HashMap<>();
  private static final Map<Integer, IsoCurrency> BY_NUMBER = new HashMap<>();

  static {
    read(WITHOUT_MINOR_UNIT, 0);
    read(HUNDREDTHS, 2);
    read(THOUSANDTHS, 3);
    read(TEN_THOUSANDTHS, 4);
  }

  private static void read(String codes, int exponent) {
    for (String each : codes.strip().split("\\s+")) {
      int number = Integer.parseInt(each.substring(3));
      IsoCurrency currency = new IsoCurrency(each.substring(0, 3), number, exponent);
      BY_CODE.put(currency.code, currency);
      BY_NUMBER.put(number, currency);
    }
  }

  /** Empty for what is not a currency of the list; codes are compared as they are, in capitals. */
  public static Optional<IsoCurrency> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** By the number of ISO 8583 DE49. */
  public static Optional<IsoCurrency> ofNumber(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }
}
