/** Who did what at central, in a chain that shows every change. */
package io.tillgate.central.audit;
