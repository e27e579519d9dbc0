/**
 * Keys and what is made with them: the ring, tokens, one-time keys, sealed cards. Plain Java; no
 * Vert.x context is needed.
 */
package io.tillgate.card.keys;
