package io.tillgate.gateway.demo;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.journal.JournalRefusal;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Starts the world, lets it sell, and balances its books. Used by one thread; see {@link #stop}.
 */
public final class Demo {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final DemoSettings settings;
  private final PrintStream out;
  private final CountDownLatch asked = new CountDownLatch(1);
  private Thread starting;
  private volatile StatusLine status;

  public Demo(DemoSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Ends the selling; {@link #run} then balances the books and returns. Before the shops are open
   * it interrupts the start instead. Any thread.
   */
  public synchronized void stop() {
    asked.countDown();
    if (starting != null) starting.interrupt();
  }

  private synchronized void starts(boolean begin) throws InterruptedException {
    starting = begin ? Thread.currentThread() : null;
    if (Thread.interrupted() || (begin && asked.getCount() == 0)) throw new InterruptedException();
  }

  /**
   * Runs to the end.
   *
   * @return whether all books agree
   * @throws IOException where something could not be started or read, with the place of its log
   * @throws InterruptedException where it was stopped before the shops were open
   */
  public boolean run() throws IOException, BadKeyRing, JournalRefusal, InterruptedException {
    try (FileChannel lockFile = lockFile();
        FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        throw new IOException(
            settings.data() + " is used by another demo: stop it, or name another --data");
      }
      Vertx vertx = Vertx.vertx();
      try (World world = new World(settings, vertx, this::tell)) {
        return run(world, vertx);
      } finally {
        vertx.close();
      }
    }
  }

  private FileChannel lockFile() throws IOException {
    try {
      Files.createDirectories(settings.data());
      return FileChannel.open(
          settings.data().resolve("demo.lock"),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException(
          settings.data().toAbsolutePath() + " cannot be written to: name another --data", e);
    }
  }

  private boolean run(World world, Vertx vertx)
      throws IOException, BadKeyRing, JournalRefusal, InterruptedException {
    int page = listen(new DemoPage(vertx, world.lines(), world.nodes(), world::running));
    out.println(
        "Starting PostgreSQL, two nodes of central, two stores and their outside world ...");
    long began = System.nanoTime();
    starts(true);
    world.start();
    out.printf("Up in %.1f s. ", (System.nanoTime() - began) / 1e9);
    out.println("The page is http://127.0.0.1:" + page + "/");
    out.println("Data and logs: " + settings.data().toAbsolutePath().normalize());
    world.openShops();
    starts(false);
    boolean terminal = Terminal.isThere();
    status = new StatusLine(world, out, terminal);
    try (Keyboard keyboard = Keyboard.listen(terminal, key -> pressed(key, world))) {
      if (keyboard.isThere()) out.println("Keys: 1, 2 cut or heal a store's line; q ends the day.");
      sell(world);
    }
    status.end();
    return new ClosingTime(world, out).balance();
  }

  private int listen(DemoPage page) throws IOException, InterruptedException {
    try {
      return page.listen(settings.pagePort()).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IOException(
          "the page cannot listen on port %d (%s): name another --port, or 0 for any"
              .formatted(settings.pagePort(), e.getCause().getMessage()),
          e);
    }
  }

  private void pressed(int key, World world) {
    int store = key - '1';
    if (key == 'q') {
      stop();
    } else if (store >= 0 && store < DemoSettings.STORES.size()) {
      String name = DemoSettings.STORES.get(store);
      world.lines().set(name, !world.lines().isUp(name));
    }
  }

  private void sell(World world) throws InterruptedException {
    long began = System.nanoTime();
    boolean cut = false;
    boolean acquirerCut = false;
    Duration elapsed = Duration.ZERO;
    while (settings.length() == null || elapsed.compareTo(settings.length()) < 0) {
      boolean wanted = settings.wanDown().stream().anyMatch(holds(elapsed));
      // Only at the edges of a span, so that keyboard and page keep their say within it.
      if (wanted != cut) world.lines().set(DemoSettings.STORES.get(0), !wanted);
      cut = wanted;
      boolean isDown = settings.acquirerDown().stream().anyMatch(holds(elapsed));
      if (isDown != acquirerCut) world.cutAcquirer(isDown);
      acquirerCut = isDown;
      status.show(elapsed);
      if (asked.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) return;
      elapsed = Duration.ofNanos(System.nanoTime() - began);
    }
  }

  private static Predicate<Span> holds(Duration elapsed) {
    return span -> span.holds(elapsed);
  }

  private void tell(String sentence) {
    StatusLine line = status;
    if (line != null) line.news(sentence);
    else out.println(sentence);
  }
}
