package io.tillgate.wire;

/**
 * What a field holds that must not be recorded. Everything but {@link #NOTHING} goes to the
 * acquirer and nowhere else (PCI DSS 4.0.1, 3.3.1 and 3.5.1); only typed readers of {@link
 * MessageView} open it.
 */
public enum Holds {
  /** Nothing secret: the field may be recorded and shown. */
  NOTHING("nothing"),
  PAN("pan"),
  EXPIRY("expiry"),
  CARD_SEQUENCE("cardSequence"),
  TRACK_1("track1"),
  TRACK_2("track2"),
  TRACK_3("track3"),
  /** PIN block. */
  PIN("pin"),
  /** Security control information: key serial numbers, PIN formats. */
  SECURITY("security"),
  /** Chip data in BER-TLV, some of whose tags repeat the card number. */
  EMV("emv"),
  /** An account number that is not necessarily a card's. */
  ACCOUNT("account"),
  /** Private or unknown use, where CVC and the like travel: denied by default. */
  PRIVATE("private"),
  /** Message authentication code: not secret, but void once another field is rewritten. */
  MAC("mac");

  private final String yaml;

  Holds(String yaml) {
    this.yaml = yaml;
  }

  /** Whether the field's contents may leave the card room. */
  public boolean isRecordable() {
    return this == NOTHING || this == MAC;
  }

  @Override
  public String toString() {
    return yaml;
  }
}
