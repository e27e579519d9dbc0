package io.tillgate.card.payment;

import io.tillgate.card.standin.ClockWatch;
import io.tillgate.card.standin.DenyList;
import io.tillgate.card.standin.Exposure;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.card.standin.StandInMeters;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What offline approvals work with.
 *
 * @param limits by the name of the acquirer that they are for; an acquirer that is not named is
 *     never stood in for
 * @param exposure of the whole store, empty at the start: what an earlier start left is entered
 * @param zone the store's
 * @param hasDiskRoom whether the disk has room for more than the end of what has begun
 */
public record StandInMeans(
    Map<String, StandInLimits> limits,
    Exposure exposure,
    DenyList denyList,
    ClockWatch clockWatch,
    ZoneId zone,
    BooleanSupplier hasDiskRoom,
    StandInMeters meters) {}
