/** Ingest, PostgreSQL, projections, queries. */
package io.tillgate.central;
