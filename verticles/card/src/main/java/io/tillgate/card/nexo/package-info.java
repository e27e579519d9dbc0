/**
 * The terminal's other language: nexo Sale to POI messages in JSON, as the Adyen Terminal API
 * writes them, between tills and terminals over HTTPS. The terminal plays the acquirer's part: what
 * it was asked is in the journal before it hears of it, what it answered before the till does. Read
 * in this order: {@code NexoSwitch}, {@code NexoPayments}, {@code NexoInquiry}, {@code
 * NexoReversals}; {@code NexoBook} and {@code NexoFold}; {@code NexoMessage} and {@code
 * CardCleaning}; {@code NexoDoor} and {@code HttpTerminals}.
 */
package io.tillgate.card.nexo;
