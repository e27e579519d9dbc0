package io.tillgate.central.audit;

/**
 * What somebody did, or tried to do (PCI DSS 4.0.1, 10.2.2). No card numbers.
 *
 * @param who a caller's or a person's name
 * @param what for example {@code vault.delivery}
 * @param target what it was done to: a token, a destination
 * @param reason as they gave it
 * @param result how it ended
 * @param origin where the request came from, an address or a program
 */
public record Deed(
    String who, String what, String target, String reason, String result, String origin) {}
