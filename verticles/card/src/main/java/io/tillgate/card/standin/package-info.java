/** Whether the store may answer for an acquirer that cannot be asked. Plain classes that decide. */
package io.tillgate.card.standin;
