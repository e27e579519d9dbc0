package io.tillgate.card.filter;

import io.tillgate.wire.TextNumber;
import java.util.Arrays;

/**
 * Holds the bytes of a body back until it is known whether a card number is among them, and writes
 * what takes its place. A reader of the body's syntax tells which bytes are a character of a text
 * ({@link #take}), and which are none ({@link #markup}); a text goes from {@link #begin} to {@link
 * #end}. What is decided depends on the bytes alone, never on how they arrive.
 *
 * <p>Held are at most {@value TextNumber#LOOK} characters behind the first that is not decided, and
 * what they were written as. One thread.
 */
final class Scan {
  /** A configured field is looked at as a whole up to so many characters. */
  static final int MAX_VALUE = TextNumber.LOOK;

  private static final int LOOK = TextNumber.LOOK;
  private static final int ROOM = 16 * LOOK;
  private static final int FIRST_RAW = 1 << 10;

  /** What a read but taken character leaves in the text that later places see. */
  private static final byte GONE = '*';

  private final TextNumber number = new TextNumber();
  private final byte[] text = new byte[ROOM];
  private final int[] begin = new int[ROOM];
  private final int[] finish = new int[ROOM];
  private final Takes takes;
  private byte[] raw = new byte[FIRST_RAW];
  private int rawLength;

  /** Behind the last byte that is part of a character, or of markup. */
  private int mark;

  private int unit;

  private int count;
  private int decided;
  private int released;

  /** The first character that may still become part of another; -1 where there is none. */
  private int pin = -1;

  private Rule rule;
  private boolean whole;
  private boolean bare;
  private Wide wide = Wide.NOT;

  /** How a character that takes another's place is written. */
  enum Wide {
    NOT,
    BIG_ENDIAN,
    LITTLE_ENDIAN
  }

  Scan(Takes takes) {
    this.takes = takes;
    this.rule = takes.net();
  }

  void write(Wide form) {
    this.wide = form;
  }

  void raw(int b) {
    if (rawLength == raw.length) room(1);
    raw[rawLength++] = (byte) b;
  }

  private void room(int more) {
    byte[] old = raw;
    raw = Arrays.copyOf(old, Math.max(2 * old.length, old.length + more));
    Arrays.fill(old, (byte) 0);
  }

  /** Bytes of the next unit follow: what the reader of the syntax is told of as one. */
  void unit() {
    unit = rawLength;
  }

  /** The bytes since the last character are none. */
  void markup() {
    mark = rawLength;
  }

  /** The same without the last unit's. */
  void markupBeforeUnit() {
    mark = unit;
  }

  /** A text begins. */
  void begin(Rule of) {
    rule = of;
    bare = false;
    count = 0;
    decided = 0;
    released = 0;
    whole = of.kind() != Rule.Kind.NET;
  }

  /** A value of JSON begins that stands without quotes: a number, a word. */
  void beginBare(Rule of) {
    begin(of);
    bare = true;
    whole = true;
  }

  /** The bytes since the last character are this one: Latin, or 1 for any other. */
  void take(int c) {
    take(c, rawLength);
  }

  /** The same without the last unit's. */
  void takeBeforeUnit(int c) {
    take(c, unit);
  }

  private void take(int c, int end) {
    if (count == ROOM) forget();
    if (released == count && !whole && pin < 0 && !isDigit(c)) {
      text[count++] = (byte) c;
      decided = count;
      released = count;
      mark = end;
      return;
    }
    text[count] = (byte) c;
    begin[count] = mark;
    finish[count++] = end;
    mark = end;
    if (pin < 0 && count - decided >= LOOK) settle(false);
  }

  /** The next characters may together be one, told by {@link #collapse}, or not. */
  void pin() {
    pin = count;
  }

  boolean isPinned() {
    return pin >= 0;
  }

  /** The characters since {@link #pin} are this one. */
  void collapse(int c) {
    int first = pin;
    pin = -1;
    int start = begin[first];
    int end = finish[count - 1];
    count = first;
    if (released == count && !whole && !isDigit(c)) {
      text[count++] = (byte) c;
      decided = count;
      released = count;
      return;
    }
    text[count] = (byte) c;
    begin[count] = start;
    finish[count++] = end;
    if (count - decided >= LOOK) settle(false);
  }

  /** The characters since {@link #pin} are what they are. */
  void unpin() {
    pin = -1;
    if (count - decided >= LOOK) settle(false);
  }

  /** The text ends. */
  void end() {
    pin = -1;
    settle(true);
    count = 0;
    decided = 0;
    released = 0;
    whole = false;
    bare = false;
  }

  private void settle(boolean ended) {
    if (whole) {
      if (!ended && count <= MAX_VALUE) return;
      whole = false;
      if (ended && decideWhole()) {
        decided = count;
        released = count;
        return;
      }
    }
    while (decided < count && (ended || count - decided >= LOOK)) decide(decided);
    release(ended);
  }

  private void release(boolean ended) {
    int to = decided;
    if (!ended) {
      // A number that ends at a place still to be decided may have begun so far before it.
      int least = Math.max(released, to - TextNumber.MAX_DIGITS);
      while (to > least && isDigit(text[to - 1])) to--;
    }
    released = Math.max(released, to);
  }

  private void decide(int place) {
    byte c = text[place];
    decided = place + 1;
    boolean digit = isDigit(c);
    if (!digit && (place == 0 || !isDigit(text[place - 1]))) return;
    int from = Math.max(0, place - LOOK);
    int to = Math.min(count, place + LOOK);
    if (number.matches(text, from, place, to)) {
      int tail = TrackTail.end(text, number.end(), to);
      Takes.Deed deed = takes.number(takes.net(), number.digits(), number.count());
      perform(deed, number.start(), number.end(), tail);
      decided = Math.max(decided, tail);
      number.clear();
    } else if (digit && !takes.keepsCodes()) {
      int end = CodeWord.end(text, from, place, to);
      if (end > place) {
        takes.code(takes.net());
        replace(place, end, new byte[0]);
        decided = end;
      }
    }
  }

  private void perform(Takes.Deed deed, int start, int end, int tail) {
    switch (deed.action()) {
      case TOKENISE, REMOVE -> replace(start, tail, deed.text());
      case MASK -> {
        if (tail > end) replace(end, tail, new byte[0]);
        if (!maskInPlace(start, end, deed.text())) replace(start, end, deed.text());
      }
      case REVEAL -> {}
      case REFUSE -> throw new IllegalStateException("refused is thrown");
    }
  }

  /** Lengths stay where every digit is written as itself. */
  private boolean maskInPlace(int start, int end, byte[] masked) {
    int unit = wide == Wide.NOT ? 1 : 2;
    for (int i = start; i < end; i++) if (finish[i] - begin[i] != unit) return false;
    int low = wide == Wide.BIG_ENDIAN ? 1 : 0;
    int digit = 0;
    for (int i = start; i < end; i++) {
      if (!isDigit(text[i])) continue;
      if (masked[digit++] == GONE) raw[begin[i] + low] = GONE;
      text[i] = GONE;
    }
    return true;
  }

  /** Whether the text as a whole was what its rule is for. */
  private boolean decideWhole() {
    if (bare) return decideBare();
    return switch (rule.kind()) {
      case NET -> false;
      case FIELD -> decideField();
      case CODE -> FieldValue.isCode(text, count) && removeAll();
      case TRACK -> FieldValue.isTrack(text, count) && removeAll();
    };
  }

  private boolean removeAll() {
    takes.code(rule);
    replace(0, count, bare ? EMPTY_STRING : new byte[0]);
    return true;
  }

  private boolean decideField() {
    if (rule.action() == Action.REMOVE) {
      if (count > 0) removeAll();
      return true;
    }
    if (rule.action() == Action.REVEAL) return takes.revealed(count > 0);
    FieldValue value = FieldValue.of(text, count);
    if (value == null) return false;
    try {
      if (takes.isToken(value.digits(), value.length())) return true;
      Takes.Deed deed = takes.number(rule, value.digits(), value.length());
      perform(deed, value.first(), value.last(), value.last());
      return true;
    } finally {
      value.clear();
    }
  }

  private static final byte[] EMPTY_STRING = {'"', '"'};

  /** A number that stands without quotes: what takes its place may need them. */
  private boolean decideBare() {
    BareNumber bareNumber = BareNumber.of(text, count);
    if (bareNumber == null) return false;
    try {
      return decideBare(bareNumber);
    } finally {
      bareNumber.clear();
    }
  }

  private boolean decideBare(BareNumber value) {
    switch (rule.kind()) {
      case CODE:
        return FieldValue.isCode(text, value.end()) && removeAll(value.end());
      case FIELD:
        if (rule.action() == Action.REMOVE) return removeAll(value.end());
        if (rule.action() == Action.REVEAL) return takes.revealed(true);
        if (!value.isWhole() || value.length() < FieldValue.MIN_DIGITS) return false;
        if (takes.isToken(value.digits(), value.length())) return true;
        return bare(value, rule);
      default:
        if (!TextNumber.isCardNumber(value.digits(), value.length())) return false;
        return bare(value, takes.net());
    }
  }

  private boolean removeAll(int end) {
    takes.code(rule);
    replace(0, end, EMPTY_STRING);
    return true;
  }

  private boolean bare(BareNumber value, Rule by) {
    Takes.Deed deed = takes.number(by, value.digits(), value.length());
    if (deed.action() == Action.REVEAL) return true;
    byte[] instead = deed.text();
    if (!isNumber(instead)) instead = quoted(instead);
    replace(0, value.end(), instead);
    return true;
  }

  private static boolean isNumber(byte[] text) {
    for (byte c : text) if (!isDigit(c)) return false;
    return text.length > 0 && text[0] != '0';
  }

  private static byte[] quoted(byte[] text) {
    byte[] quoted = new byte[text.length + 2];
    quoted[0] = '"';
    System.arraycopy(text, 0, quoted, 1, text.length);
    quoted[quoted.length - 1] = '"';
    return quoted;
  }

  /** Writes {@code instead} for characters; markup between them stays, behind it. */
  private void replace(int start, int end, byte[] instead) {
    if (start == end) return;
    byte[] written = written(instead, start, end);
    int from = begin[start];
    int to = finish[end - 1];
    int more = written.length - (to - from);
    if (rawLength + more > raw.length) room(more);
    System.arraycopy(raw, to, raw, to + more, rawLength - to);
    System.arraycopy(written, 0, raw, from, written.length);
    if (more < 0) Arrays.fill(raw, rawLength + more, rawLength, (byte) 0);
    rawLength += more;
    mark += more;
    unit += more;
    for (int i = start; i < end; i++) {
      text[i] = GONE;
      begin[i] = i == start ? from : from + written.length;
      finish[i] = from + written.length;
    }
    for (int i = end; i < count; i++) {
      begin[i] += more;
      finish[i] += more;
    }
  }

  private byte[] written(byte[] instead, int start, int end) {
    int between = 0;
    for (int i = start + 1; i < end; i++) between += begin[i] - finish[i - 1];
    int unit = wide == Wide.NOT ? 1 : 2;
    byte[] written = new byte[instead.length * unit + between];
    int at = 0;
    for (byte c : instead) {
      if (wide == Wide.BIG_ENDIAN) written[at++] = 0;
      written[at++] = c;
      if (wide == Wide.LITTLE_ENDIAN) written[at++] = 0;
    }
    for (int i = start + 1; i < end; i++) {
      int length = begin[i] - finish[i - 1];
      System.arraycopy(raw, finish[i - 1], written, at, length);
      at += length;
    }
    return written;
  }

  /** Makes room for characters: what lies too far back to matter goes. */
  private void forget() {
    int first = Math.min(released, decided - LOOK);
    if (pin >= 0) first = Math.min(first, pin);
    System.arraycopy(text, first, text, 0, count - first);
    System.arraycopy(begin, first, begin, 0, count - first);
    System.arraycopy(finish, first, finish, 0, count - first);
    count -= first;
    decided -= first;
    released -= first;
    if (pin >= 0) pin -= first;
  }

  /** How many bytes may go on. */
  int safe() {
    return released < count ? begin[released] : mark;
  }

  /** Bytes that may go on, at most {@link #safe} of them; they are gone then. */
  void drain(int length, Sink sink) {
    if (length == 0) return;
    sink.take(raw, 0, length);
    System.arraycopy(raw, length, raw, 0, rawLength - length);
    Arrays.fill(raw, rawLength - length, rawLength, (byte) 0);
    rawLength -= length;
    mark -= length;
    unit = 0;
    for (int i = released; i < count; i++) {
      begin[i] -= length;
      finish[i] -= length;
    }
  }

  /** Takes bytes that it must not keep a reference to. */
  interface Sink {
    void take(byte[] bytes, int offset, int length);
  }

  /** How many bytes are in memory. */
  int heldBytes() {
    return rawLength;
  }

  int roomBytes() {
    return raw.length;
  }

  void clear() {
    Arrays.fill(raw, (byte) 0);
    Arrays.fill(text, (byte) 0);
    number.clear();
    rawLength = 0;
    mark = 0;
    unit = 0;
    count = 0;
    decided = 0;
    released = 0;
    pin = -1;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
