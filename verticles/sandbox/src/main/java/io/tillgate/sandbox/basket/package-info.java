/** What customers put on the counter: baskets from a file of real sales, or made up from a seed. */
package io.tillgate.sandbox.basket;
