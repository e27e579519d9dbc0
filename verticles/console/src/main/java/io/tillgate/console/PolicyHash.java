package io.tillgate.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content-security-policy hash of the page's import map, the only script that stands inline.
 */
final class PolicyHash {
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private PolicyHash() {}

  static String ofImportMap(byte[] page) {
    Matcher found = IMPORT_MAP.matcher(new String(page, StandardCharsets.UTF_8));
    if (!found.find()) throw new IllegalStateException("the page has no import map");
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(found.group(1).getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
