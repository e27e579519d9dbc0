package io.tillgate.sandbox.terminal;

/** How a card is presented. */
public enum Entry {
  MAGSTRIPE("901", '2'),
  CHIP("051", '5'),
  CONTACTLESS("071", 'A');

  private final String code1987;
  private final char mode1993;

  Entry(String code1987, char mode1993) {
    this.code1987 = code1987;
    this.mode1993 = mode1993;
  }

  /** Field 22 of 1987: three digits. */
  String code1987() {
    return code1987;
  }

  /** Field 22 from 1993: twelve characters, of which the seventh says how the card was read. */
  String code1993() {
    return "510101" + mode1993 + "11344";
  }

  boolean hasChipData() {
    return this != MAGSTRIPE;
  }
}
