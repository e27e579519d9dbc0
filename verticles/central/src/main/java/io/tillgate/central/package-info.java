/**
 * Central: landing, ingest, PostgreSQL, projections, queries. {@link io.tillgate.central.Central}
 * is where to begin.
 */
package io.tillgate.central;
