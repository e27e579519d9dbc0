/** Message authentication codes on what the edge itself sends to an acquirer. */
package io.tillgate.card.mac;
