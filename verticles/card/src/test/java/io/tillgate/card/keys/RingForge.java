package io.tillgate.card.keys;

import io.tillgate.card.keys.RingFile.WrappedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes rings that no deed makes, genuine to the last byte. */
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
    try (KeyWrap wrap = new FileKeys(kek).open(old.wrappedBy())) {
      Files.write(ring, RingFile.signed(wrap, old.generation(), old.keks(), keys).encode());
    }
  }

  static List<byte[]> plainKeys(Path ring, Path kek) throws Exception {
    List<byte[]> plain = new ArrayList<>();
    RingFile file = RingFile.decode(ring, Files.readAllBytes(ring));
    try (KeyWrap wrap = new FileKeys(kek).open(file.wrappedBy())) {
      for (WrappedKey key : file.keys()) plain.add(wrap.unwrap(key.wrapped(), key.context()));
    }
    return plain;
  }
}
