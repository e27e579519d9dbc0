package io.tillgate.journal;

/**
 * What is on the medium, at one moment.
 *
 * @param nextOffset all offsets below are durable
 * @param segment the one being written
 * @param position end of what is durable in it
 */
record Durable(long nextOffset, Segment segment, long position) {}
