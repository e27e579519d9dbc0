/**
 * {@code tillgate demo}: a whole chain on one machine, in separate processes, with its books
 * balanced at the end.
 */
package io.tillgate.gateway.demo;
