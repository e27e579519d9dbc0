/** Reading a card from a message, and what may be told of it. */
package io.tillgate.card.data;
