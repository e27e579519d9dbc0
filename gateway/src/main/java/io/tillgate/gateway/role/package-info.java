/**
 * What a process of each role is made of: which parts are opened in which order, and how they are
 * closed in the opposite one. Nothing is decided here.
 */
package io.tillgate.gateway.role;
