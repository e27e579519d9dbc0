package io.tillgate.sandbox.terminal;

/** How a card is presented. */
public enum Entry {
  MAGSTRIPE("901", '2', "10"),
  CHIP("051", '5', "20"),
  CONTACTLESS("071", 'A', "02");

  private final String code1987;
  private final char mode1993;
  private final String methods2003;

  Entry(String code1987, char mode1993, String methods2003) {
    this.code1987 = code1987;
    this.mode1993 = mode1993;
    this.methods2003 = methods2003;
  }

  /** Field 22 of 1987: three digits. */
  String code1987() {
    return code1987;
  }

  /** Field 22 of 1993: twelve characters, of which the seventh says how the card was read. */
  String code1993() {
    return "510101" + mode1993 + "11344";
  }

  /**
   * Field 22 from 2003: sixteen bytes as hex digits, the bits of the first of which say how the
   * card was read; no verification, an attended place, a private network.
   */
  String code2003() {
    return methods2003 + "000000" + "02000000" + "02000000" + "02000000";
  }

  boolean hasChipData() {
    return this != MAGSTRIPE;
  }
}
