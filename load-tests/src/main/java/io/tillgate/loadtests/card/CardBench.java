package io.tillgate.loadtests.card;

import io.tillgate.loadtests.Proxy;
import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Payments from terminals to an acquirer that approves at once, over several roads: straight,
 * through HAProxy, a bare Vert.x pipe, jPOS 2 and 3, and through an edge that parses, tokenises and
 * makes every intent and outcome durable. Roads take turns in each round, so that a machine that
 * slows down slows all, and ratios are taken within a round. Generator, acquirer and the process in
 * between share the machine's cores.
 */
public final class CardBench {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 4));
  private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 10));
  private static final Set<String> ROADS =
      Set.of(System.getProperty("roads", "straight,haproxy,pipe,jpos2,jpos3,edge").split(","));
  private static final int[] TERMINALS =
      Arrays.stream(System.getProperty("terminals", "64,1000").split(","))
          .mapToInt(Integer::parseInt)
          .toArray();

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Dialect dialect = Dialect.named("iso87-ascii");
  private final PaymentFrames frames = new PaymentFrames(dialect);
  private final List<Road> roads = new ArrayList<>();

  /** One way from terminals to the acquirer; {@code middle} is null on the straight one. */
  private record Road(String name, int port, Proxy middle) {
    double cpuSeconds() throws IOException {
      return middle == null ? 0 : middle.cpuSeconds();
    }

    double compilerSeconds() throws IOException {
      return middle == null ? 0 : middle.compilerSeconds();
    }

    double allocatedBytes() throws IOException {
      return middle instanceof Proxy.Edge edge ? edge.allocatedBytes() : 0;
    }
  }

  /** What one turn of a road showed. CPU and bytes are those of a payment. */
  private record Turn(
      Terminals.Result load, double cpuMicros, double compilerMicros, double bytes) {}

  private CardBench() {}

  public static void main(String[] arguments) throws Exception {
    Path scratch = Files.createTempDirectory(Path.of(System.getProperty("on", "/var/tmp")), "card");
    CardBench bench = new CardBench();
    try (ApprovingHost host = new ApprovingHost(bench.dialect, bench.frames)) {
      bench.open(scratch, host.port());
      double force = Forces.medianMicros(scratch);
      System.out.printf("one force of this disk, 4 KiB written before it: %.0f µs%n", force);
      for (int terminals : TERMINALS) bench.measure(terminals, force);
    } finally {
      for (Road road : bench.roads) if (road.middle != null) road.middle.close();
      delete(scratch);
    }
  }

  private void open(Path scratch, int acquirer) throws Exception {
    if (ROADS.contains("straight")) roads.add(new Road("straight", acquirer, null));
    if (ROADS.contains("haproxy")) {
      Proxy haproxy = Proxy.haproxy(scratch, acquirer).orElse(null);
      if (haproxy == null) System.out.println("haproxy is not installed: its road is left out");
      add("haproxy", haproxy);
    }
    if (ROADS.contains("pipe")) add("pipe", Peers.vertxPipe(scratch, acquirer));
    if (ROADS.contains("jpos2")) add("jpos2", Peers.jpos2(scratch, acquirer));
    if (ROADS.contains("jpos3")) add("jpos3", Peers.jpos3(scratch, acquirer));
    if (ROADS.contains("edge")) add("edge", Proxy.edge(scratch, acquirer));
  }

  private void add(String name, Proxy middle) {
    if (middle != null) roads.add(new Road(name, middle.port(), middle));
  }

  private void measure(int count, double forceMicros) throws Exception {
    List<Terminals> terminals = new ArrayList<>();
    try {
      for (Road road : roads) terminals.add(new Terminals(road.name, frames, road.port, count));
      for (Terminals each : terminals) each.flatOut(WARM_UP);
      List<List<Turn>> flatOut = turns(terminals, each -> each.flatOut(ROUND));
      print("%d terminals, flat out".formatted(count), flatOut);
      if (roads.get(0).name.equals("straight")) printSockets(terminals.get(0));
      double half = median(last(flatOut), turn -> turn.load.perSecond()) / 2;
      List<List<Turn>> paced = turns(terminals, each -> each.paced(half, ROUND));
      print("%d terminals, %,.0f payments/s".formatted(count, half), paced);
      printAdded(paced, forceMicros);
    } finally {
      for (Terminals each : terminals) each.close();
    }
  }

  private interface Load {
    Terminals.Result on(Terminals terminals) throws IOException, InterruptedException;
  }

  /** One list a road, one turn a round. */
  private List<List<Turn>> turns(List<Terminals> terminals, Load load) throws Exception {
    List<List<Turn>> turns = new ArrayList<>();
    for (int i = 0; i < roads.size(); i++) turns.add(new ArrayList<>());
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < roads.size(); i++) {
        Road road = roads.get(i);
        double cpu = road.cpuSeconds();
        double compiler = road.compilerSeconds();
        double bytes = road.allocatedBytes();
        Terminals.Result result = load.on(terminals.get(i));
        turns
            .get(i)
            .add(
                new Turn(
                    result,
                    (road.cpuSeconds() - cpu) * 1e6 / result.payments(),
                    (road.compilerSeconds() - compiler) * 1e6 / result.payments(),
                    (road.allocatedBytes() - bytes) / result.payments()));
      }
    }
    return turns;
  }

  private static List<Turn> last(List<List<Turn>> turns) {
    return turns.get(turns.size() - 1);
  }

  private void print(String what, List<List<Turn>> turns) {
    System.out.printf("%n%s; median of %d rounds of %d s%n", what, ROUNDS, ROUND.toSeconds());
    System.out.printf(
        "%-9s %11s %8s %8s %8s %8s %10s %8s%n",
        "road", "payments/s", "p50 µs", "p99 µs", "CPU µs", "of it JIT", "bytes", "ratio*");
    List<Turn> edge = last(turns);
    for (int i = 0; i < roads.size(); i++) {
      List<Turn> mine = turns.get(i);
      double bytes = mine.stream().mapToDouble(Turn::bytes).average().orElse(0);
      System.out.printf(
          "%-9s %,11.0f %,8.0f %,8.0f %8.1f %8.1f %,10.0f %8.2f%n",
          roads.get(i).name,
          median(mine, turn -> turn.load.perSecond()),
          median(mine, turn -> turn.load.micros(50)),
          median(mine, turn -> turn.load.micros(99)),
          median(mine, Turn::cpuMicros),
          median(mine, Turn::compilerMicros),
          bytes,
          medianRatio(edge, mine));
    }
    for (int i = 0; i < roads.size(); i++) {
      long refused = turns.get(i).stream().mapToLong(turn -> turn.load.refused()).sum();
      if (refused > 0) System.out.printf("%s refused %,d payments%n", roads.get(i).name, refused);
    }
    System.out.printf("* payments/s of %s over its, median over rounds%n", lastRoad());
  }

  private String lastRoad() {
    return roads.get(roads.size() - 1).name;
  }

  /** What one write and one read a payment cost, which is the least that anybody can do. */
  private static void printSockets(Terminals straight) throws IOException {
    long cpu = THREADS.getCurrentThreadCpuTime();
    Terminals.Result result = straight.flatOut(ROUND);
    System.out.printf(
        "one write and one read of a socket, and finding out which: %.1f µs of CPU%n",
        (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / result.payments());
  }

  private void printAdded(List<List<Turn>> paced, double forceMicros) {
    if (!roads.get(0).name.equals("straight")) return;
    List<Turn> straight = paced.get(0);
    for (int i = 1; i < roads.size(); i++) {
      List<Turn> mine = paced.get(i);
      double[] added = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        added[round] = mine.get(round).load.micros(99) - straight.get(round).load.micros(99);
      }
      Arrays.sort(added);
      System.out.printf(
          "%-9s adds %,.0f µs at p99: %.1f forces%n",
          roads.get(i).name, added[ROUNDS / 2], added[ROUNDS / 2] / forceMicros);
    }
  }

  private static double median(List<Turn> turns, ToDoubleFunction<Turn> of) {
    return turns.stream().mapToDouble(of).sorted().toArray()[turns.size() / 2];
  }

  private static double medianRatio(List<Turn> one, List<Turn> other) {
    double[] ratios = new double[one.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = one.get(i).load.perSecond() / other.get(i).load.perSecond();
    }
    Arrays.sort(ratios);
    return ratios[ratios.length / 2];
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }
}
