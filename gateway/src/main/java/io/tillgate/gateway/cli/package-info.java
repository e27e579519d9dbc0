/**
 * The commands, one file each. A command reads its arguments, calls a room and prints the answer on
 * standard output; it decides nothing. What it cannot do it throws as {@link
 * io.tillgate.gateway.cli.Refused}.
 */
package io.tillgate.gateway.cli;
