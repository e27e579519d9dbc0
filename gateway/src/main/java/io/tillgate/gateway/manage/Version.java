package io.tillgate.gateway.manage;

/** What this program is, as its jar says. */
public final class Version {
  private Version() {}

  /** For example {@code 0.1.0}; {@code unbuilt} where it runs from classes. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unbuilt" : version;
  }
}
