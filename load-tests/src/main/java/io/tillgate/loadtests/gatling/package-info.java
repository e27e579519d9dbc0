/** Gatling simulations for tills and for terminals. */
package io.tillgate.loadtests.gatling;
