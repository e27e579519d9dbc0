/**
 * The roads to acquirers. From the outside: {@link io.tillgate.card.acquirer.Acquirers} says which
 * acquirer a message goes to, {@link io.tillgate.card.acquirer.Acquirer} takes it.
 *
 * <p>Of one acquirer, from the top: {@code AcquirerLinks} keeps several {@code AcquirerLink}s; each
 * has one {@code LinkConnection} that carries traffic, and for a while two when it returns to the
 * endpoint that it prefers ({@code EndpointChoice}). A connection signs on before traffic, sends
 * echoes when idle, gives up after some in vain ({@code Heartbeat}), and signs off. {@code
 * Outstanding} knows which request waits for which answer, {@code AcquirerCircuit} shuts the road
 * after time-outs in a row, and {@code Line} sums all of that up over time.
 *
 * <p>What decides is plain and told the time: {@code Line}, {@code Heartbeat}, {@code
 * EndpointChoice}, {@code Outstanding}, {@code Routing}, {@code StanCounter}.
 */
package io.tillgate.card.acquirer;
