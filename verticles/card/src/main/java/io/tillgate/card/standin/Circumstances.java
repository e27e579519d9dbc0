package io.tillgate.card.standin;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What a decision depends on beside the request and the exposure.
 *
 * @param zone the store's
 * @param isClockSane whether {@code now} may be believed; see {@link ClockWatch}
 * @param isDenied whether the deny list names the card
 * @param denyListAgeMillis {@link DenyList#NO_AGE} where there is none
 * @param hasDiskRoom whether the disk has room for more than the end of what has begun
 * @param freeKeys one-time keys that may be taken
 */
public record Circumstances(
    Instant now,
    ZoneId zone,
    boolean isClockSane,
    boolean isDenied,
    long denyListAgeMillis,
    boolean hasDiskRoom,
    int freeKeys) {}
