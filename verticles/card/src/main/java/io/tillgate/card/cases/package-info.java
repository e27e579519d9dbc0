/** What a person should know of until it is settled: unknown results, card numbers astray. */
package io.tillgate.card.cases;
