package io.tillgate.card.payment;

/**
 * Time as the card room sees it, so that a test can turn the hands. All tasks run on the card
 * context, one at a time.
 */
public interface Clockwork {
  /** Milliseconds that never go back; for waits and intervals. */
  long monotonicMillis();

  /** Wall clock, for what people and central read. */
  long epochMillis();

  /** Runs {@code task} once, {@code millis} from now or a little later. */
  void after(long millis, Runnable task);
}
