/** Load: Gatling simulations, JMH benchmarks, and side-by-side measurements. */
package io.tillgate.loadtests;
