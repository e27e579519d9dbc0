package io.tillgate.card;

import java.util.List;
import java.util.stream.Collectors;

/** Settings of the card room that do not go together. */
public final class BadCardSettings extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<Mistake> mistakes;

  /**
   * One mistake.
   *
   * @param path of the setting below {@code card}, like {@code routes.1.acquirer}
   * @param reason what is wrong and what to do
   */
  public record Mistake(String path, String reason) {}

  BadCardSettings(List<Mistake> mistakes) {
    super(
        mistakes.stream()
            .map(each -> "card." + each.path() + ": " + each.reason())
            .collect(Collectors.joining("; ")));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
