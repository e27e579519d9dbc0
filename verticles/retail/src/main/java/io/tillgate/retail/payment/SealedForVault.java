package io.tillgate.retail.payment;

/**
 * A card number that the edge sealed to the vault's public key: who has the edge can add such
 * records and read none. HPKE (RFC 9180) in base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM; the encapsulated key (32 bytes) stands before the ciphertext, {@link #INFO} is the
 * info, the token the additional data, so that a blob cannot be moved to another token.
 *
 * @param token of the card
 * @param keyId of the public key: the first 16 hexadecimal digits of the SHA-256 of its encoding
 * @param sealed base64
 */
public record SealedForVault(String token, String keyId, String sealed) {
  public static final String INFO = "tillgate vault 1";

  /** Of the encapsulated key, at the head of what is sealed. */
  public static final int ENCAPSULATION_BYTES = 32;
}
