package io.tillgate.uplink;

import java.util.OptionalLong;

/**
 * How the uplink stands at one moment, for health checks and the store's page.
 *
 * @param epoch of the journal
 * @param durableOffset highest offset on this box's disk; -1 when none
 * @param acknowledgedOffset highest offset that central has, as far as it said since the start; -1
 *     when none
 * @param backlogRecords durable here and not known to be at central; before central's first answer
 *     all that the journal still holds
 * @param inFlightBytes compressed bytes held for batches under way
 * @param clockSkewMillis how far central's clock is ahead; empty before the first heartbeat
 * @param lastAnswerMillis epoch milliseconds of central's last answer; 0 before the first
 */
public record UplinkStatus(
    LineState line,
    long epoch,
    long durableOffset,
    long acknowledgedOffset,
    long backlogRecords,
    long inFlightBytes,
    OptionalLong clockSkewMillis,
    long lastAnswerMillis) {}
