package io.tillgate.uplink;

import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the uplink is told of this edge besides its journal.
 *
 * @param version of this program
 * @param zone of the store; its business days are central's to draw
 * @param terminals how many are connected now; called on the uplink's context
 * @param neededFrom the first journal offset that a restart of this box needs: from there on the
 *     journal keeps its records, whatever central has; called on the uplink's context
 * @param news more fields of each heartbeat; called on the uplink's context
 * @param denyList where central's deny list is kept
 */
public record EdgeFacts(
    String version,
    ZoneId zone,
    IntSupplier terminals,
    LongSupplier neededFrom,
    Supplier<JsonObject> news,
    DenyListKeeper denyList) {}
