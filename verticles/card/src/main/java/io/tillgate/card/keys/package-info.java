/**
 * Keys and what is made with them. Plain Java; no Vert.x context is needed.
 *
 * <p>In reading order: {@link io.tillgate.card.keys.KeyRing} holds the merchant's token key, the
 * keys of this box's journal and those of its one-time keys, wrapped by a key-encryption key behind
 * {@link io.tillgate.card.keys.KeyProvider} (file, PKCS#11, cloud); {@link
 * io.tillgate.card.keys.KeyCustodian} is what people do to it ({@link
 * io.tillgate.card.keys.KeyState} has the steps, {@link io.tillgate.card.keys.KeyComponent} the
 * parts of a split key), and {@link io.tillgate.card.keys.KeyListener} hears of it; {@link
 * io.tillgate.card.keys.RingFollower} turns with a ring that is taken up anew. {@link
 * io.tillgate.card.keys.Tokenizer} makes the token of a card number; {@link
 * io.tillgate.card.keys.OneTimeKeys} hands out keys that are durable already and overwrites them
 * after use; {@link io.tillgate.card.keys.CardSealer} seals with one of them what a reversal needs
 * of a card.
 *
 * <p>What a thief of the disk needs to read a card: the key-encryption key, without which neither
 * the journal nor a one-time key can be read; and the slot of that one payment, which is
 * overwritten once nothing is owed. Overwriting is of the file: on a copying file system or a worn
 * flash disk an old block may survive it, worth nothing without the key-encryption key. Keep that
 * key on another device.
 */
package io.tillgate.card.keys;
