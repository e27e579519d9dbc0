package io.tillgate.pos;

/**
 * How the room is doing, for health checks and the page.
 *
 * @param port where tills are served; 0 before the start and after the stop
 * @param taking whether events can be recorded
 * @param reason why not; empty while {@code taking}
 * @param acceptedEvents made durable since the start
 * @param inFlight events that wait for the disk now
 * @param windowIds ids in the duplicate window
 * @param backOffice {@code none}, {@code closed} (all is well), {@code open} (left alone after
 *     failures) or {@code half_open} (being tried)
 */
public record PosStatus(
    int port,
    boolean taking,
    String reason,
    long acceptedEvents,
    int inFlight,
    int windowIds,
    String backOffice) {}
