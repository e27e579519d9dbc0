/** Framed messages on sockets: what the terminals' side and the acquirer's side share. */
package io.tillgate.card.stream;
