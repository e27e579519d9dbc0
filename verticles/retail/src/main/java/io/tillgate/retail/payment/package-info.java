/** What the card room tells the rest of the house about a payment. No card numbers. */
package io.tillgate.retail.payment;
