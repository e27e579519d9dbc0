package io.tillgate.card.filter;

import java.util.List;
import java.util.stream.Collectors;

/** Routes to the back office that do not go together. */
public final class BadFilterSettings extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<Mistake> mistakes;

  /**
   * One mistake.
   *
   * @param path of the setting below {@code pos.backOffice}, like {@code routes.1.action}
   * @param reason what is wrong and what to do
   */
  public record Mistake(String path, String reason) {}

  BadFilterSettings(List<Mistake> mistakes) {
    super(
        mistakes.stream()
            .map(each -> "pos.backOffice." + each.path() + ": " + each.reason())
            .collect(Collectors.joining("; ")));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
