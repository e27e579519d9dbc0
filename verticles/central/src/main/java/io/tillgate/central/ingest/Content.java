package io.tillgate.central.ingest;

import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Tells whether two events with one id say the same: SHA-256 of the canonical bytes. */
final class Content {
  private Content() {}

  static byte[] digest(RetailEvent event) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(RetailJson.write(event));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
