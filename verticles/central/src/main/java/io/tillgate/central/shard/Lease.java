package io.tillgate.central.shard;

/**
 * The right to land a shard's batches.
 *
 * @param owner id of the node that holds it
 * @param fence higher with each change of owner; PostgreSQL compares it in every transaction
 */
public record Lease(int shard, String owner, long fence) {}
