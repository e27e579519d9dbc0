package io.tillgate.retail;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.RoundingMode;

/** How a till rounds quantity × unit price to minor units; it declares which one it uses. */
public enum Rounding {
  @JsonProperty("half_up")
  HALF_UP(RoundingMode.HALF_UP),
  @JsonProperty("half_even")
  HALF_EVEN(RoundingMode.HALF_EVEN),
  @JsonProperty("down")
  DOWN(RoundingMode.DOWN),
  @JsonProperty("up")
  UP(RoundingMode.UP);

  private final RoundingMode mode;

  Rounding(RoundingMode mode) {
    this.mode = mode;
  }

  public RoundingMode mode() {
    return mode;
  }
}
