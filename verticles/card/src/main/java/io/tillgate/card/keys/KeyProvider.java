package io.tillgate.card.keys;

/**
 * Where key-encryption keys live: a file ({@link FileKeys}), a security module ({@link
 * Pkcs11Keys}), a cloud ({@link CloudKeys}). A ring names the one that wraps it; the provider finds
 * it by that name. Used at start-up, when a ring is taken up anew and by the {@code keys} command,
 * by one thread at a time; all calls may block.
 */
public interface KeyProvider extends AutoCloseable {

  /**
   * The first part of the names of its keys, before the colon; the setting {@code keys.provider}.
   */
  String kind();

  /**
   * The key that a ring names.
   *
   * @param name as {@link KeyWrap#name} gave it
   * @throws BadKeyRing where it is not there, or cannot be reached, with what to do
   */
  KeyWrap open(String name) throws BadKeyRing;

  /** Makes a new key, durable before this returns. Those before it stay. */
  KeyWrap create() throws BadKeyRing;

  /**
   * Makes a key unusable for ever; nothing where there is none of that name.
   *
   * @throws BadKeyRing where that failed, or the provider leaves it to people
   */
  void destroy(String name) throws BadKeyRing;

  /** Forgets what it holds. */
  @Override
  void close();
}
