/** The operations page and its live feed. */
package io.tillgate.console;
