package io.tillgate.uplink;

import java.time.ZoneId;
import java.util.function.IntSupplier;

/**
 * What heartbeats tell of this edge besides its journal.
 *
 * @param version of this program
 * @param zone of the store; its business days are central's to draw
 * @param terminals how many are connected now; called on the uplink's context
 */
public record EdgeFacts(String version, ZoneId zone, IntSupplier terminals) {}
