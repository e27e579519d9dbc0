package io.tillgate.card.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.security.auth.login.LoginException;

/**
 * Key-encryption keys in a security module, through PKCS#11: made there, never to leave it
 * (sensitive, not extractable), found by their labels {@code tillgate-kek-…}. A name is {@code
 * pkcs11:label:check value}.
 */
public final class Pkcs11Keys implements KeyProvider {
  static final String KIND = "pkcs11";

  /** The environment variable that holds the PIN where no file does. */
  public static final String PIN_VARIABLE = "TILLGATE_PKCS11_PIN";

  private static final int MAX_PIN_BYTES = 256;
  private static final int LABEL_RANDOM_BYTES = 6;
  private static final int KEY_BITS = 256;

  private final Pkcs11Settings settings;
  private final Provider module;
  private final KeyStore store;

  private Pkcs11Keys(Pkcs11Settings settings, Provider module, KeyStore store) {
    this.settings = settings;
    this.module = module;
    this.store = store;
  }

  /** Signs on with the PIN in the settings' file, or in {@link #PIN_VARIABLE}. */
  static Pkcs11Keys signOn(Pkcs11Settings settings) throws BadKeyRing {
    char[] pin = pin(settings);
    try {
      return signOn(settings, pin);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  /**
   * Signs on to the module.
   *
   * @param pin zeroed by the caller
   * @throws BadKeyRing for a library, slot or PIN that is not the right one
   */
  static Pkcs11Keys signOn(Pkcs11Settings settings, char[] pin) throws BadKeyRing {
    if (!Files.isRegularFile(settings.library())) {
      throw new BadKeyRing(
          "no PKCS#11 library at %s: install the module's software, or name its library (keys.pkcs11.library)"
              .formatted(settings.library()));
    }
    try {
      Provider module = module(settings);
      KeyStore store = KeyStore.getInstance("PKCS11", module);
      store.load(null, pin);
      return new Pkcs11Keys(settings, module, store);
    } catch (IOException e) {
      throw notSignedOn(settings, e);
    } catch (GeneralSecurityException | ProviderException e) {
      throw noSlot(settings, e);
    }
  }

  private static Provider module(Pkcs11Settings settings) throws BadKeyRing {
    Provider sun = Security.getProvider("SunPKCS11");
    if (sun == null) {
      throw new BadKeyRing(
          "this Java has no SunPKCS11: use one with the module jdk.crypto.cryptoki");
    }
    String configuration =
        """
        --name = tillgate
        library = "%s"
        slot = %d
        attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
          CKA_SENSITIVE = true
          CKA_EXTRACTABLE = false
          CKA_ENCRYPT = true
          CKA_DECRYPT = true
        }
        """
            .formatted(settings.library(), settings.slot());
    return sun.configure(configuration);
  }

  private static BadKeyRing noSlot(Pkcs11Settings settings, Exception cause) {
    return new BadKeyRing(
        "slot %d of %s cannot be used (%s): see with the module's tool that it is there and holds a token"
            .formatted(settings.slot(), settings.library(), reason(cause)),
        cause);
  }

  private static BadKeyRing notSignedOn(Pkcs11Settings settings, IOException cause) {
    String reason = reason(cause);
    boolean isPin = reason.contains("CKR_PIN") || cause.getCause() instanceof LoginException;
    return new BadKeyRing(
        isPin
            ? "the token in slot %d of %s refuses the PIN (%s): put the right one into keys.pkcs11.pinFile or %s; most tokens lock themselves after a few wrong ones"
                .formatted(settings.slot(), settings.library(), reason, PIN_VARIABLE)
            : "the token in slot %d of %s cannot be signed on to (%s)"
                .formatted(settings.slot(), settings.library(), reason),
        cause);
  }

  /** The innermost message: the module's own word, such as CKR_PIN_INCORRECT. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) cause = cause.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static char[] pin(Pkcs11Settings settings) throws BadKeyRing {
    if (settings.pinFile() != null) return pinIn(settings.pinFile());
    String variable = System.getenv(PIN_VARIABLE);
    if (variable == null || variable.isEmpty()) {
      throw new BadKeyRing(
          "no PIN for the security module: put it into a file of mode 0600 and name it"
              + " (keys.pkcs11.pinFile), or into the environment as "
              + PIN_VARIABLE);
    }
    return variable.toCharArray();
  }

  private static char[] pinIn(Path file) throws BadKeyRing {
    byte[] bytes = {};
    try {
      if (PrivateFile.isOpenToOthers(file)) {
        throw new BadKeyRing("others may read the PIN in %s: chmod 600 it".formatted(file));
      }
      if (Files.size(file) > MAX_PIN_BYTES) throw new BadKeyRing(file + " is longer than a PIN");
      bytes = Files.readAllBytes(file);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] <= ' ') end--;
      CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end));
      char[] pin = Arrays.copyOf(text.array(), text.limit());
      Arrays.fill(text.array(), '\0');
      return pin;
    } catch (IOException e) {
      throw new BadKeyRing("the PIN in %s cannot be read: %s".formatted(file, e), e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public KeyWrap open(String name) throws BadKeyRing {
    try {
      String label = labelOf(name);
      Key key = store.getKey(label, null);
      if (!(key instanceof SecretKey secret)) {
        throw new BadKeyRing(
            "the token in slot %d of %s has no key %s, which wraps the ring: name the slot that it was made in, or restore the token from its backup"
                .formatted(settings.slot(), settings.library(), label));
      }
      Pkcs11Wrap wrap = Pkcs11Wrap.of(module, label, secret);
      if (!wrap.name().equals(name)) {
        throw new BadKeyRing(
            "key %s in slot %d is another one than the ring was made with: its check value is %s, the ring's %s"
                .formatted(label, settings.slot(), checkOf(wrap.name()), checkOf(name)));
      }
      return wrap;
    } catch (GeneralSecurityException | ProviderException e) {
      throw outOfReach(e);
    }
  }

  @Override
  public KeyWrap create() throws BadKeyRing {
    try {
      byte[] random = new byte[LABEL_RANDOM_BYTES];
      new SecureRandom().nextBytes(random);
      String label = "tillgate-kek-" + HexFormat.of().formatHex(random);
      KeyGenerator generator = KeyGenerator.getInstance("AES", module);
      generator.init(KEY_BITS);
      // Copies the session's key into the token, under the label.
      store.setKeyEntry(label, generator.generateKey(), null, null);
      return Pkcs11Wrap.of(module, label, (SecretKey) store.getKey(label, null));
    } catch (GeneralSecurityException | ProviderException e) {
      throw outOfReach(e);
    }
  }

  @Override
  public void destroy(String name) throws BadKeyRing {
    try {
      if (store.containsAlias(labelOf(name))) store.deleteEntry(labelOf(name));
    } catch (GeneralSecurityException | ProviderException e) {
      throw outOfReach(e);
    }
  }

  private BadKeyRing outOfReach(Exception cause) {
    return new BadKeyRing(
        "the token in slot %d of %s does not do what it is asked (%s)"
            .formatted(settings.slot(), settings.library(), reason(cause)),
        cause);
  }

  private static String labelOf(String name) {
    return name.substring(KIND.length() + 1, Math.max(KIND.length() + 1, name.lastIndexOf(':')));
  }

  private static String checkOf(String name) {
    return name.substring(name.lastIndexOf(':') + 1);
  }

  @Override
  public void close() {
    try {
      if (module instanceof AuthProvider signedOn) signedOn.logout();
    } catch (LoginException | ProviderException e) {
      // The session ends with the process at the latest.
    }
  }

  @Override
  public String toString() {
    return "Pkcs11Keys[slot " + settings.slot() + "]";
  }
}
