/**
 * The outside world in miniature: acquirer, terminals, tills, lines, a certificate authority. For
 * the demo, tests and load tests; no production room knows it.
 */
package io.tillgate.sandbox;
