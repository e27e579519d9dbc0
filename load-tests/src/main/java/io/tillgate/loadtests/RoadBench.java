package io.tillgate.loadtests;

import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Payments per second from terminals to an acquirer that approves at once: straight, through
 * HAProxy as a blind TCP proxy, and through an edge that parses, tokenises and makes every intent
 * and outcome durable. The roads take turns, so that a machine that slows down slows all; then
 * sales per second through the same edge. Generator, acquirer and proxies share the machine's
 * cores.
 */
public final class RoadBench {
  private static final int TERMINALS = Integer.getInteger("terminals", 64);
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 4));
  private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 8));

  private RoadBench() {}

  /** One way from terminals to the acquirer, and the process in between. */
  private record Road(String name, ClosedLoop terminals, Proxy proxy, List<Figure> figures) {}

  private record Figure(double perSecond, double p50Micros, double p99Micros, double cpuMicros) {}

  public static void main(String[] arguments) throws Exception {
    Dialect dialect = Dialect.named("iso87-ascii");
    Path scratch = Files.createTempDirectory("tillgate-road");
    try (EchoHost host = new EchoHost(dialect)) {
      measure(dialect, host, scratch);
    } finally {
      delete(scratch);
    }
  }

  private static void measure(Dialect dialect, EchoHost host, Path scratch) throws Exception {
    List<Road> roads = new ArrayList<>();
    try (Proxy.Edge edge = Proxy.edge(scratch, host.port())) {
      roads.add(road("straight", dialect, host.port(), null));
      Proxy haproxy = Proxy.haproxy(scratch, host.port()).orElse(null);
      if (haproxy == null) System.out.println("haproxy is not installed: its road is left out");
      else roads.add(road("haproxy", dialect, haproxy.port(), haproxy));
      roads.add(road("edge", dialect, edge.port(), edge));
      for (Road road : roads) road.terminals.run(WARM_UP);
      for (int round = 0; round < ROUNDS; round++) {
        for (Road road : roads) road.figures.add(drive(road));
      }
      print(roads);
      SalesLoop.measure(edge.tillPort(), WARM_UP, ROUND.multipliedBy(ROUNDS));
      edge.printMemory();
      if (haproxy != null) haproxy.close();
    } finally {
      for (Road road : roads) road.terminals.close();
    }
  }

  private static Road road(String name, Dialect dialect, int port, Proxy proxy) throws IOException {
    return new Road(name, new ClosedLoop(dialect, port, TERMINALS), proxy, new ArrayList<>());
  }

  private static Figure drive(Road road) throws IOException {
    double cpuBefore = road.proxy == null ? 0 : road.proxy.cpuSeconds();
    ClosedLoop.Result result = road.terminals.run(ROUND);
    double cpu = road.proxy == null ? 0 : road.proxy.cpuSeconds() - cpuBefore;
    if (result.refused() > 0) {
      throw new IOException(road.name + " refused " + result.refused() + " payments");
    }
    return new Figure(
        result.perSecond(),
        result.latency().getValueAtPercentile(50) / 1e3,
        result.latency().getValueAtPercentile(99) / 1e3,
        cpu * 1e6 / result.payments());
  }

  private static void print(List<Road> roads) {
    System.out.printf(
        "%d terminals, one payment in flight each; median of %d rounds of %d s%n",
        TERMINALS, ROUNDS, ROUND.toSeconds());
    System.out.printf(
        "%-10s %12s %10s %10s %18s%n",
        "road", "payments/s", "p50 µs", "p99 µs", "proxy CPU µs each");
    for (Road road : roads) {
      System.out.printf(
          "%-10s %,12.0f %,10.0f %,10.0f %18.1f%n",
          road.name,
          median(road, Figure::perSecond),
          median(road, Figure::p50Micros),
          median(road, Figure::p99Micros),
          median(road, Figure::cpuMicros));
    }
    Road last = roads.get(roads.size() - 1);
    for (Road road : roads) {
      if (road == last) continue;
      System.out.printf(
          "edge / %s: %.2f of its payments/s%n",
          road.name, median(last, Figure::perSecond) / median(road, Figure::perSecond));
    }
  }

  private static double median(Road road, java.util.function.ToDoubleFunction<Figure> of) {
    double[] sorted = road.figures.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }
}
