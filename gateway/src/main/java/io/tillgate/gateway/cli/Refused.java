package io.tillgate.gateway.cli;

/**
 * What a command could not do, in words for the person who typed it: what happened, to which thing,
 * and what to do. Printed alone, without a stack trace; the process ends with 1.
 */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Refused(String message) {
    super(message);
  }

  public Refused(String message, Throwable cause) {
    super(message, cause);
  }
}
