/** The card terminals' side: listening, framing, limits. */
package io.tillgate.card.terminal;
