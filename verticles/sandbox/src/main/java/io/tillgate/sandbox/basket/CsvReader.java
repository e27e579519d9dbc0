package io.tillgate.sandbox.basket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads comma-separated values (RFC 4180) record by record, in memory bounded by one record. Quoted
 * fields may hold commas, line breaks and doubled quotes; a byte-order mark in front is dropped.
 */
final class CsvReader implements AutoCloseable {
  /** Characters of one record; a quote that is never closed is noticed here. */
  static final int MAX_RECORD_CHARS = 64 << 10;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int END = -1;

  private final Reader in;
  private long line = 1;
  private long recordLine = 1;
  private int ahead;

  CsvReader(Reader reader) throws IOException {
    in = reader instanceof BufferedReader ? reader : new BufferedReader(reader, 1 << 16);
    ahead = in.read();
    if (ahead == BYTE_ORDER_MARK) ahead = in.read();
  }

  /** The fields of a text that holds one record. */
  static List<String> fields(String record) throws IOException {
    try (CsvReader reader = new CsvReader(new java.io.StringReader(record))) {
      List<String> fields = reader.next();
      return fields == null ? List.of("") : fields;
    }
  }

  /** The next record's fields; empty lines are passed over; null at the end. */
  List<String> next() throws IOException {
    while (ahead == '\n' || ahead == '\r') step();
    if (ahead == END) return null;
    recordLine = line;
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int chars = 0;
    boolean quoted = false;
    while (true) {
      int c = step();
      if (++chars > MAX_RECORD_CHARS) {
        throw new IOException(
            "the record at line " + recordLine + " does not end: is a quote never closed?");
      }
      if (c == END || (!quoted && (c == '\n' || c == '\r'))) {
        fields.add(field.toString());
        return fields;
      } else if (c == '"' && quoted && ahead == '"') {
        field.append((char) step());
      } else if (c == '"' && (quoted || field.length() == 0)) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append((char) c);
      }
    }
  }

  /** Where the last record began, from 1. */
  long line() {
    return recordLine;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private int step() throws IOException {
    int c = ahead;
    if (c == '\n') line++;
    if (c != END) ahead = in.read();
    return c;
  }
}
