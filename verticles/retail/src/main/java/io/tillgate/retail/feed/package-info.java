/** The feed: records of an edge's journal on their way to central. */
package io.tillgate.retail.feed;
