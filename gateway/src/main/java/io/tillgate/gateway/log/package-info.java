/**
 * Logging: one JSON object a line, or text for people. Rooms keep card data out of what they say;
 * here is the net beneath: every part of every line passes the redactor of card numbers before it
 * is written (PCI DSS 4.0.1, 3.4.1). Libraries are never heard below {@code info}, since their
 * debug lines can hold the bytes of a connection.
 */
package io.tillgate.gateway.log;
