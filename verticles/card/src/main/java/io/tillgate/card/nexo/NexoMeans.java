package io.tillgate.card.nexo;

import io.tillgate.card.cases.Cases;
import io.tillgate.card.payment.Clockwork;
import io.tillgate.card.payment.PaymentLog;
import java.util.function.Supplier;

/**
 * What the classes that decide work with. All of it belongs to the card context.
 *
 * @param ids makes payment ids
 */
record NexoMeans(
    NexoSettings settings,
    TerminalRoad road,
    PaymentLog log,
    Cases cases,
    CardFacts cards,
    Clockwork clock,
    NexoMeters meters,
    Supplier<String> ids) {}
