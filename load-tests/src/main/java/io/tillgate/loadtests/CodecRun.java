package io.tillgate.loadtests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link CodecBench} under JMH, ours and jPOS in turns, a fresh JVM each, so that what else
 * the machine does meets both alike. Prints medians over all iterations, and the ratio of each
 * turn.
 */
public final class CodecRun {
  private static final int TURNS = Integer.getInteger("rounds", 6);

  /**
   * Of an iteration: so both have compiled as much before they are measured, however busy it is.
   */
  private static final int MESSAGES = 200_000;

  private static final int WARMUP = 10;
  private static final int MEASURED = 8;

  /** Of one codec, over all turns: nanoseconds of clock and of CPU for each message. */
  private record Times(List<Double> clock, List<Double> cpu) {
    Times() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void add(Times other) {
      clock.addAll(other.clock);
      cpu.addAll(other.cpu);
    }
  }

  private CodecRun() {}

  public static void main(String[] arguments) throws RunnerException {
    Times ours = new Times();
    Times theirs = new Times();
    List<Double> ratios = new ArrayList<>();
    for (int turn = 1; turn <= TURNS; turn++) {
      Times mine = measured("tillgate");
      Times peer = measured("jpos");
      ours.add(mine);
      theirs.add(peer);
      ratios.add(median(peer.cpu) / median(mine.cpu));
      say("turn %d of %d: ratio %.1f by CPU", turn, TURNS, ratios.get(turn - 1));
    }
    say("codec     ns of clock   ns of CPU   a message, medians of %d", ours.clock.size());
    say("tillgate  %11.0f %11.0f", median(ours.clock), median(ours.cpu));
    say("jpos      %11.0f %11.0f", median(theirs.clock), median(theirs.cpu));
    say(
        "ratio     %11.1f %11.1f   (turns, by CPU: %.1f to %.1f)",
        median(theirs.clock) / median(ours.clock),
        median(theirs.cpu) / median(ours.cpu),
        Collections.min(ratios),
        Collections.max(ratios));
  }

  private static Times measured(String codec) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(CodecBench.class.getName() + "\\." + codec + "$")
            .forks(1)
            .warmupIterations(WARMUP)
            .mode(Mode.SingleShotTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .warmupBatchSize(MESSAGES)
            .measurementIterations(MEASURED)
            .measurementBatchSize(MESSAGES)
            .addProfiler(CpuTime.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    Times times = new Times();
    for (RunResult run : new Runner(options).run()) {
      for (BenchmarkResult fork : run.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          times.clock.add(iteration.getPrimaryResult().getScore() / MESSAGES);
          double cpu = iteration.getSecondaryResults().get(CpuTime.LABEL).getScore();
          times.cpu.add(cpu / MESSAGES);
        }
      }
    }
    return times;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static void say(String text, Object... values) {
    System.out.printf(Locale.ROOT, text + "%n", values);
  }
}
