package io.tillgate.card.keys;

import io.tillgate.card.keys.RingFile.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes rings that no command makes, genuine to the last byte. */
final class RingForge {
  private RingForge() {}

  /** Gives every key the state that {@code state} says, and signs the ring anew. */
  static void rewrite(Path ring, Path kek, Function<WrappedKey, KeyState> state) throws Exception {
    RingFile old = RingFile.decode(ring, Files.readAllBytes(ring));
    List<WrappedKey> keys = new ArrayList<>();
    for (WrappedKey key : old.keys()) {
      keys.add(
          new WrappedKey(
              key.id(), key.role(), state.apply(key), key.created(), key.check(), key.wrapped()));
    }
    try (KeyWrap wrap = FileKeyWrap.read(kek)) {
      byte[] integrityKey =
          wrap.unwrap(old.integrityKey(), "ring".getBytes(StandardCharsets.US_ASCII));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(integrityKey, "HmacSHA256"));
      RingFile unsigned = new RingFile(old.wrappedBy(), old.integrityKey(), keys, new byte[0]);
      byte[] signature = mac.doFinal(unsigned.authenticated());
      Files.write(
          ring, new RingFile(old.wrappedBy(), old.integrityKey(), keys, signature).encode());
    }
  }

  static List<byte[]> plainKeys(Path ring, Path kek) throws Exception {
    List<byte[]> plain = new ArrayList<>();
    try (KeyWrap wrap = FileKeyWrap.read(kek)) {
      for (WrappedKey key : RingFile.decode(ring, Files.readAllBytes(ring)).keys()) {
        plain.add(wrap.unwrap(key.wrapped(), key.context()));
      }
    }
    return plain;
  }
}
