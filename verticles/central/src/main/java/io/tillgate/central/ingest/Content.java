package io.tillgate.central.ingest;

import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What an event says, in its canonical form, so that two events with one id can be compared.
 *
 * @param digest SHA-256 of {@code json}
 */
record Content(byte[] json, byte[] digest) {

  static Content of(RetailEvent event) {
    byte[] json = RetailJson.write(event);
    try {
      return new Content(json, MessageDigest.getInstance("SHA-256").digest(json));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String text() {
    return new String(json, StandardCharsets.UTF_8);
  }
}
