/** What the edge understands of an ISO 8583 message, and the messages it makes itself. */
package io.tillgate.card.message;
