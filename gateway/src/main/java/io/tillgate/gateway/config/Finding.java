package io.tillgate.gateway.config;

/**
 * One mistake in the settings.
 *
 * @param place {@code FILE:LINE}, or the environment variable
 * @param path the setting; empty where the mistake belongs to none
 * @param reason what is wrong and what to do; never holds the value of a secret
 */
public record Finding(String place, String path, String reason) {
  /** Whether both tell of one setting. */
  public boolean isOfTheSame(Finding other) {
    return !path.isEmpty() && path.equals(other.path) && place.equals(other.place);
  }

  public Finding withReason(String said) {
    return new Finding(place, path, said);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? place + ": " + reason : place + ": " + path + ": " + reason;
  }
}
