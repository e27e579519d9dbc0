package io.tillgate.gateway.demo;

import static io.tillgate.gateway.demo.DemoSettings.NODES;
import static io.tillgate.gateway.demo.DemoSettings.STORES;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.gateway.demo.Premises.EdgePorts;
import io.tillgate.gateway.demo.Premises.NodePorts;
import io.tillgate.sandbox.net.Line;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * All processes of a demo, started in the order in which they need each other and stopped the other
 * way round. Used by one thread, but for {@link #running()}.
 */
final class World implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int EDGE_HEAP_MEGABYTES = 256;
  private static final int CENTRAL_HEAP_MEGABYTES = 384;
  private static final int SANDBOX_HEAP_MEGABYTES = 128;

  /** Per mille of the acquirer's messages: enough that a minute shows each, few enough to sell. */
  static final Map<String, Integer> FAULTS =
      Map.of("silent", 4, "slow", 20, "late", 4, "doubled", 6, "dropped", 2, "lost", 3);

  /** What the demo reads of one store, by port. */
  record Store(String name, EdgePorts edge, int shopControl, String terminalPrefix) {}

  private final DemoSettings settings;
  private final Premises premises;
  private final KeptClasses classes;
  private final Consumer<String> news;
  private final Vertx vertx;
  private final List<Child> running = new CopyOnWriteArrayList<>();
  private final List<Child> central = new ArrayList<>();
  private final List<Child> edges = new ArrayList<>();
  private final List<Child> shops = new ArrayList<>();
  private final List<NodePorts> nodes = new ArrayList<>();
  private final List<Store> stores = new ArrayList<>();
  private final StoreLines lines;
  private FutureTask<Database> starting;
  private volatile Database database;
  private int restartsOfStopped;
  private int acquirerControl;
  private int backOffice;
  private int databasePort;
  private int acquirer;
  private Line acquirerLine;

  /**
   * @param news hears, in a sentence, what people should know; on any thread
   */
  World(DemoSettings settings, Vertx vertx, Consumer<String> news) throws IOException {
    this.settings = settings;
    this.vertx = vertx;
    this.news = news;
    premises = new Premises(settings.data(), settings.dialect());
    classes = new KeptClasses(ProgramFolder.open().resolve("classes"));
    lines = new StoreLines(news);
    givePorts(Ports.free(5 * NODES.size() + 4 + 4 * STORES.size()));
  }

  /**
   * Starts all that a day of selling needs, at once where it can: processors, not waiting, are what
   * it takes. What has the longest way goes first.
   *
   * @throws IOException naming what did not start and where its log is
   */
  void start() throws IOException, BadKeyRing, InterruptedException {
    starting = startDatabase();
    startAcquirer();
    acquirerLine = laid(Line.open(vertx, 0, "127.0.0.1", acquirer));
    premises.makeKeys(STORES);
    startCentral(0);
    for (Store store : stores) edges.add(startEdge(store));
    for (int i = 1; i < NODES.size(); i++) startCentral(i);
    database = started(starting);
    for (int i = 0; i < STORES.size(); i++) {
      waitFor(edges.get(i), stores.get(i).edge().management());
    }
    for (int i = 0; i < NODES.size(); i++) waitFor(central.get(i), nodes.get(i).management());
  }

  /** Opens the shops, and what their tills find behind the edge; needs {@link #start}. */
  void openShops() throws IOException, InterruptedException {
    for (Store store : stores) shops.add(startShop(store));
    launch(
        "back-office",
        SANDBOX_HEAP_MEGABYTES,
        List.of("sandbox", "back-office", "--port=" + backOffice));
    for (int i = 0; i < STORES.size(); i++) waitFor(shops.get(i), stores.get(i).shopControl());
  }

  /** Cuts the line to the acquirer, which resets all links of all stores, or heals it. */
  void cutAcquirer(boolean cut) {
    if (cut) acquirerLine.cut(Line.Cut.RESET);
    else acquirerLine.heal();
    news.accept(cut ? "the acquirer's line is cut" : "the acquirer's line is healed");
  }

  void healAcquirer() {
    acquirerLine.heal();
  }

  private void givePorts(List<Integer> free) {
    Iterator<Integer> next = free.iterator();
    for (int i = 0; i < NODES.size(); i++) {
      nodes.add(new NodePorts(next.next(), next.next(), next.next(), next.next(), next.next()));
    }
    acquirer = next.next();
    acquirerControl = next.next();
    backOffice = next.next();
    databasePort = next.next();
    for (int i = 0; i < STORES.size(); i++) {
      EdgePorts edge = new EdgePorts(next.next(), next.next(), next.next());
      stores.add(new Store(STORES.get(i), edge, next.next(), "S%02dT".formatted(i + 1)));
    }
  }

  private FutureTask<Database> startDatabase() throws IOException {
    Path directory = premises.folder("database").resolve("postgres");
    FutureTask<Database> task = new FutureTask<>(() -> new Database(directory, databasePort, news));
    new Thread(task, "database-start").start();
    return task;
  }

  private void startCentral(int node) throws IOException {
    String name = NODES.get(node);
    Path config = premises.central(name, nodes.get(node), nodes, databasePort);
    central.add(launch(name, CENTRAL_HEAP_MEGABYTES, role("central", config)));
  }

  private void startAcquirer() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "sandbox",
                "acquirer",
                "--data=" + premises.folder("acquirer"),
                "--dialect=" + premises.dialect(),
                "--port=" + acquirer,
                "--control-port=" + acquirerControl,
                "--late-millis=4500",
                "--seed=" + settings.seed()));
    if (settings.faults()) {
      FAULTS.forEach((fault, share) -> arguments.add("--fault=" + fault + "=" + share));
    }
    launch("acquirer", SANDBOX_HEAP_MEGABYTES, arguments);
  }

  private Child startEdge(Store store) throws IOException, InterruptedException {
    List<Integer> landings = nodes.stream().map(NodePorts::landing).toList();
    List<Integer> laid = laid(lines.lay(vertx, store.name(), landings));
    Path config = premises.edge(store.name(), store.edge(), acquirerLine.port(), backOffice, laid);
    return launch(store.name(), EDGE_HEAP_MEGABYTES, role("edge", config));
  }

  private Child startShop(Store store) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "sandbox",
                "shop",
                "--store=" + store.name(),
                "--events=http://127.0.0.1:" + store.edge().tills(),
                "--terminals=127.0.0.1:" + store.edge().terminals(),
                "--terminal-prefix=" + store.terminalPrefix(),
                "--dialect=" + premises.dialect(),
                "--data=" + premises.folder(shopOf(store)),
                "--rate=" + settings.basketsPerSecond(),
                "--tills=4",
                "--seed=" + (settings.seed() + stores.indexOf(store)),
                "--control-port=" + store.shopControl()));
    if (settings.sales() != null) arguments.add("--sales=" + settings.sales().toAbsolutePath());
    return launch(shopOf(store), SANDBOX_HEAP_MEGABYTES, arguments);
  }

  private static String shopOf(Store store) {
    return "shop-of-" + store.name();
  }

  private static List<String> role(String name, Path config) {
    return List.of(name, "--config", config.toString(), "--log", "json");
  }

  private Child launch(String name, int heapMegabytes, List<String> arguments) throws IOException {
    List<String> options = new ArrayList<>(List.of("-Xmx" + heapMegabytes + "m"));
    options.addAll(classes.options(arguments.get(0), Child.classPath(arguments.get(0))));
    Child child = new Child(name, premises.log(name), options, arguments, news);
    child.start();
    running.add(child);
    return child;
  }

  private void waitFor(Child child, int port) throws IOException, InterruptedException {
    long end = System.nanoTime() + START_PATIENCE.toNanos();
    while (Reading.text(port, "/health/ready").isEmpty()) {
      if (child.isGivenUp() || System.nanoTime() > end) {
        throw new IOException(child.name() + " does not start; its log is " + child.log());
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    }
  }

  private static <T> T laid(Future<T> line) throws IOException, InterruptedException {
    try {
      return line.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a line cannot be laid: " + e.getMessage(), e);
    }
  }

  private static Database started(FutureTask<Database> starting)
      throws IOException, InterruptedException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
  }

  List<Store> stores() {
    return stores;
  }

  StoreLines lines() {
    return lines;
  }

  Premises premises() {
    return premises;
  }

  int acquirerControl() {
    return acquirerControl;
  }

  /** The page's port of a node that is ready, or of the first where none is. */
  int livingPage() {
    return nodes.stream()
        .filter(node -> Reading.text(node.management(), "/health/ready").isPresent())
        .findFirst()
        .orElse(nodes.get(0))
        .page();
  }

  /** Ports of the nodes' pages and of what tells whether they are ready. */
  List<NodePorts> nodes() {
    return nodes;
  }

  /** All processes that run. Any thread. */
  List<Running> running() {
    List<Running> all = new ArrayList<>();
    Database db = database;
    if (db != null) all.add(db.running());
    for (Child child : running) all.add(child.running());
    return all;
  }

  /** Processes that died and were started again, so far. */
  int restarts() {
    return running().stream().mapToInt(Running::restarts).sum() + restartsOfStopped;
  }

  void stopShops() throws InterruptedException {
    stop(shops);
  }

  /** Stops the edges and lets go of their journals. */
  void stopEdges() throws InterruptedException {
    stop(edges);
  }

  private void stop(Collection<Child> children) throws InterruptedException {
    for (Child child : children) child.ask();
    for (Child child : children) {
      child.stop(STOP_PATIENCE);
      restartsOfStopped += child.running().restarts();
      running.remove(child);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stop(List.copyOf(running));
      classes.keep();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what still runs ends with this process
    } finally {
      closeDatabase();
    }
  }

  private void closeDatabase() throws IOException {
    if (starting == null) return;
    try {
      started(starting).close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      if (database != null) throw e; // else start() has told of it
    }
  }
}
