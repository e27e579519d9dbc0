package io.tillgate.gateway.role;

import io.tillgate.card.stream.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;

/** Looks at certificates before anything listens, so that a refusal names the setting. */
final class CertificateFile {
  private CertificateFile() {}

  /** Refuses any file of {@code tls} that cannot be used; null is no TLS. */
  static void check(String section, TlsFiles tls) throws StartRefused {
    if (tls == null) return;
    if (tls.certificate() != null) {
      check(section + ".certificate", Path.of(tls.certificate()));
      checkKey(section + ".key", Path.of(tls.key()), Path.of(tls.certificate()));
    }
    if (tls.trust() != null) check(section + ".trust", Path.of(tls.trust()));
  }

  /**
   * Refuses a file that is missing, unreadable, no certificate, or out of its time now.
   *
   * @param setting path of the setting that names {@code file}
   */
  static void check(String setting, Path file) throws StartRefused {
    checkReadable(setting, file);
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(file)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException | CertificateException e) {
      throw refused(setting, file, "holds no certificate in PEM form (" + e.getMessage() + ")", e);
    }
    if (certificates.isEmpty()) {
      throw refused(setting, file, "holds no certificate in PEM form", null);
    }
    for (Certificate certificate : certificates) {
      checkTime(setting, file, (X509Certificate) certificate);
    }
  }

  private static void checkTime(String setting, Path file, X509Certificate certificate)
      throws StartRefused {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException e) {
      String when = "expired at " + certificate.getNotAfter().toInstant() + ": renew it";
      throw refused(setting, file, when, e);
    } catch (CertificateNotYetValidException e) {
      String when = "is valid only from " + certificate.getNotBefore().toInstant();
      throw refused(setting, file, when + ": is the clock of this machine right?", e);
    }
  }

  /**
   * Refuses a key file that is missing, unreadable or no key, and a key that is not the one of the
   * first certificate in {@code certificate}, which is good.
   */
  static void checkKey(String setting, Path file, Path certificate) throws StartRefused {
    checkReadable(setting, file);
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate own = CertificateFactory.getInstance("X.509").generateCertificate(in);
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (!PrivateKeyFile.isKey(text)) {
        throw refused(
            setting, file, "holds no private key in PEM form, or one with a password", null);
      }
      if (!PrivateKeyFile.belongsTo(text, own.getPublicKey())) {
        String whose = "is not the key of the certificate in %s: name the two that belong together";
        throw refused(setting, file, whose.formatted(certificate), null);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw refused(setting, file, "is no key that can be used (" + e.getMessage() + ")", e);
    }
  }

  static void checkReadable(String setting, Path file) throws StartRefused {
    if (!Files.exists(file)) {
      throw refused(setting, file, "is not there: put it there, or correct the setting", null);
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw refused(setting, file, "cannot be read by this user: chown or chmod it", null);
    }
  }

  private static StartRefused refused(String setting, Path file, String what, Exception cause) {
    return new StartRefused("%s: %s %s".formatted(setting, file, what), cause);
  }
}
