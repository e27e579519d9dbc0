/** Journal to central, over one outbound connection. */
package io.tillgate.uplink;
