/** The card-data environment: terminal server, acquirer links, tokens, reversals. */
package io.tillgate.card;
