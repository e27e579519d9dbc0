/** Card terminals that speak ISO 8583 over TCP, and the test cards that are put into them. */
package io.tillgate.sandbox.terminal;
