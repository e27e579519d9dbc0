/** The vault: opens what edges sealed, for listed destinations alone, and never for its caller. */
package io.tillgate.vault;
