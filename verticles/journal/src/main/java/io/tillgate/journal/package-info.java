/** The durable log of an edge: append, force, read, recover, retain. */
package io.tillgate.journal;
