/**
 * Keys and what is made with them. Plain Java; no Vert.x context is needed.
 *
 * <p>In reading order: {@link io.tillgate.card.keys.KeyRing} holds the merchant's token key and the
 * key of this box's journal, wrapped by a key-encryption key behind {@link
 * io.tillgate.card.keys.KeyWrap}; {@link io.tillgate.card.keys.Tokenizer} makes the token of a card
 * number; {@link io.tillgate.card.keys.OneTimeKeys} hands out keys that are durable already and
 * overwrites them after use; {@link io.tillgate.card.keys.CardSealer} seals with one of them what a
 * reversal needs of a card.
 *
 * <p>What a thief of the disk needs to read a card: the key-encryption key, for the journal; and
 * the slot of that one payment, which is overwritten once nothing is owed. Overwriting is of the
 * file: on a copying file system or a worn flash disk an old block may survive it, readable only by
 * who has the key-encryption key too. Keep that key on another device.
 */
package io.tillgate.card.keys;
