/** A store's tills and terminals, which sell what baskets say and keep count. */
package io.tillgate.sandbox.shop;
