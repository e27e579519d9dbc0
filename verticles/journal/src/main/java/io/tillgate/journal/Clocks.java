package io.tillgate.journal;

/** Time, as the journal needs it. */
interface Clocks {
  Clocks SYSTEM =
      new Clocks() {
        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }
      };

  /** Wall clock. */
  long epochMillis();

  /** For spans of time only. */
  long nanos();
}
