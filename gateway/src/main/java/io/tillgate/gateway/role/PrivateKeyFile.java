package io.tillgate.gateway.role;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key in PEM, as far as a start must know it: whether it fits its certificate. */
final class PrivateKeyFile {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (?:RSA |EC )?PRIVATE KEY-----([^-]+)-----END");

  private static final String PKCS8 = "-----BEGIN PRIVATE KEY-----";

  private PrivateKeyFile() {}

  /** Whether Vert.x would find a key: PKCS #8, PKCS #1 or SEC 1, without a password. */
  static boolean isKey(String pem) {
    return PEM.matcher(pem).find() && !pem.contains("Proc-Type:");
  }

  /**
   * Whether what the key signs, {@code certified} verifies. The older forms, which the JDK does not
   * read, are taken as they are.
   *
   * @throws GeneralSecurityException where it is damaged, or of another algorithm than it says
   */
  static boolean belongsTo(String pem, PublicKey certified) throws GeneralSecurityException {
    Matcher body = PEM.matcher(pem);
    if (!body.find() || !pem.contains(PKCS8)) return true;
    byte[] encoded = Base64.getMimeDecoder().decode(body.group(1));
    PrivateKey key;
    try {
      key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException e) {
      return false; // a key of another algorithm
    }
    byte[] said = {'t', 'i', 'l', 'l', 'g', 'a', 't', 'e'};
    Signature signature = Signature.getInstance(signing(certified));
    signature.initSign(key);
    signature.update(said);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(said);
    return signature.verify(signed);
  }

  private static String signing(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm(); // Ed25519 and Ed448 are named as they sign
    };
  }
}
