/** The road to the acquirer: links, who waits for which answer, when to give up. */
package io.tillgate.card.acquirer;
