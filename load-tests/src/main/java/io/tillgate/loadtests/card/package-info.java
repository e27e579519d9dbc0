/** Card payments through one edge beside its peers, in turns: {@code load-tests/bench card}. */
package io.tillgate.loadtests.card;
