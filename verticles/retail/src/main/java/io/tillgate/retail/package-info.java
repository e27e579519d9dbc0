/** The canonical model and the feed that carries it from an edge to central. */
package io.tillgate.retail;
