/** Cards that stores must not approve offline, and how they come to the stores. */
package io.tillgate.central.denylist;
