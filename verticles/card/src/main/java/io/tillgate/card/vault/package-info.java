/** Card numbers sealed to central's vault, where a merchant has one: the edge cannot open them. */
package io.tillgate.card.vault;
