/** Keeps card numbers out of what tills and their back office say to each other. */
package io.tillgate.card.filter;
