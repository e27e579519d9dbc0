package io.tillgate.card;

import io.tillgate.card.acquirer.LineState;

/**
 * How the road to one acquirer is now.
 *
 * @param name as in the settings
 * @param linksUp links that carry traffic
 * @param links that there should be
 * @param outstanding requests that wait for an answer
 */
public record AcquirerStatus(
    String name, LineState line, int linksUp, int links, int outstanding) {}
