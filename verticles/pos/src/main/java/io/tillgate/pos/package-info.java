/** Reverse proxy for tills and the till event API. */
package io.tillgate.pos;
