/** The outside world in miniature: acquirer, terminals, tills, lines, a certificate authority. */
package io.tillgate.sandbox;
