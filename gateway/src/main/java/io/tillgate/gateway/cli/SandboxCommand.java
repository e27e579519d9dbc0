package io.tillgate.gateway.cli;

import io.tillgate.gateway.log.LogSettings;
import io.tillgate.gateway.log.Logging;
import io.tillgate.sandbox.acquirer.Acquirer;
import io.tillgate.sandbox.acquirer.AcquirerSettings;
import io.tillgate.sandbox.acquirer.ApprovalRules;
import io.tillgate.sandbox.acquirer.Faults;
import io.tillgate.sandbox.net.BackOffice;
import io.tillgate.sandbox.net.CertificateAuthority;
import io.tillgate.sandbox.shop.Pace;
import io.tillgate.sandbox.shop.Shop;
import io.tillgate.sandbox.shop.ShopSettings;
import io.tillgate.sandbox.terminal.TerminalSettings;
import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The outside world in miniature, a part a process. For demo, tests and load tests. */
@Command(
    name = "sandbox",
    hidden = true,
    description = "The outside world in miniature: an acquirer, a shop, a back office, a CA.")
public final class SandboxCommand implements Runnable {
  private static final long STOP_SECONDS = 10;

  /** A secret does not belong into a process's arguments, which everybody can read. */
  private static final String API_KEY = "TILLGATE_SANDBOX_API_KEY";

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say which part: tillgate sandbox acquirer|shop|back-office|certificates");
  }

  /** How fast baskets come: one of the two. */
  static final class PaceOptions {
    @Option(
        names = "--rate",
        paramLabel = "N",
        description = "Baskets a second, over all tills (2).")
    Double rate;

    @Option(
        names = "--speed",
        paramLabel = "N",
        description = "As the sales file's clock says, so many times faster.")
    Double speed;

    Pace pace() {
      return speed != null ? new Pace.Replay(speed) : new Pace.Rate(rate);
    }
  }

  @Command(name = "acquirer", description = "An acquirer's host that keeps books.")
  int acquirer(
      @Option(names = "--data", required = true, paramLabel = "DIR", description = "Its ledger.")
          Path data,
      @Option(
              names = "--dialect",
              paramLabel = "NAME|FILE",
              defaultValue = AcquirerSettings.USUAL_DIALECT,
              description = "What it speaks (default: ${DEFAULT-VALUE}).")
          String dialect,
      @Option(names = "--port", defaultValue = "0", description = "For terminals and edges.")
          int port,
      @Option(names = "--control-port", defaultValue = "0", description = "HTTP: totals, faults.")
          int controlPort,
      @Option(names = "--seed", defaultValue = "1", description = "Of faults (default: 1).")
          long seed,
      @Option(names = "--generous", description = "Declines no amounts, only cards.")
          boolean generous,
      @Option(names = "--sign-on-first", description = "Serves signed-on connections only.")
          boolean signOnFirst,
      @Option(
              names = "--fault",
              paramLabel = "KIND=PERMILLE",
              description = "Faults: silent, slow, late, doubled, dropped, lost.")
          Map<Faults.Fault, Integer> faults,
      @Option(names = "--slow-millis", defaultValue = "500", description = "Longest slow answer.")
          long slowMillis,
      @Option(names = "--late-millis", defaultValue = "30000", description = "A late answer.")
          long lateMillis) {
    Map<Faults.Fault, Integer> shares = faults == null ? Map.of() : faults;
    AcquirerSettings settings =
        checked(
            () ->
                AcquirerSettings.of(dialect(dialect), data)
                    .withPorts(port, controlPort)
                    .withRules(generous ? ApprovalRules.GENEROUS : ApprovalRules.USUAL)
                    .withFaults(new Faults(shares, slowMillis, lateMillis, false, false), seed)
                    .withSignOnFirst(signOnFirst));
    return serve(
        vertx -> Acquirer.start(vertx, settings),
        acquirer -> "port " + acquirer.port() + ", control " + acquirer.controlPort(),
        Acquirer::close);
  }

  @Command(name = "shop", description = "One store's tills and card terminals.")
  int shop(
      @Option(names = "--store", required = true, description = "The store's name at the edge.")
          String store,
      @Option(names = "--events", required = true, paramLabel = "URL", description = "Event API.")
          URI events,
      @Option(names = "--events-trust", paramLabel = "FILE", description = "PEM, for https.")
          Path eventsTrust,
      @Option(
              names = "--terminals",
              required = true,
              paramLabel = "HOST:PORT",
              description = "The edge's terminal server.")
          String terminals,
      @Option(names = "--terminal-trust", paramLabel = "FILE", description = "PEM; makes it TLS.")
          Path terminalTrust,
      @Option(names = "--terminal-cert", paramLabel = "FILE", description = "PEM, for mTLS.")
          Path terminalCert,
      @Option(names = "--terminal-key", paramLabel = "FILE", description = "PEM, for mTLS.")
          Path terminalKey,
      @Option(
              names = "--terminal-prefix",
              required = true,
              description = "1-6 letters and digits; no two stores' begin alike.")
          String terminalPrefix,
      @Option(
              names = "--dialect",
              paramLabel = "NAME|FILE",
              defaultValue = AcquirerSettings.USUAL_DIALECT,
              description = "What terminals speak (default: ${DEFAULT-VALUE}).")
          String dialect,
      @Option(names = "--answer-millis", description = "A terminal's patience.") Long answerMillis,
      @Option(names = "--data", required = true, paramLabel = "DIR", description = "Its files.")
          Path data,
      @Option(names = "--sales", paramLabel = "FILE", description = "Columns of online-retail.csv.")
          Path sales,
      @Option(names = "--seed", defaultValue = "1", description = "Of baskets and cards.")
          long seed,
      @Option(names = "--currency", defaultValue = "GBP", description = "ISO 4217 (GBP).")
          String currency,
      @Option(names = "--tills", defaultValue = "2", description = "1 to 99 (2).") int tills,
      @ArgGroup PaceOptions pace,
      @Option(names = "--card-percent", defaultValue = "70", description = "Paid by card (70).")
          int cardPercent,
      @Option(names = "--control-port", defaultValue = "0", description = "HTTP: totals, drain.")
          int controlPort,
      @Option(names = "--finish-only", description = "Sells nothing new; finishes what is begun.")
          boolean finishOnly) {
    String[] at = terminals.split(":");
    if (at.length != 2 || !at[1].matches("[0-9]{1,5}")) {
      throw new ParameterException(spec.commandLine(), "--terminals is HOST:PORT");
    }
    ShopSettings settings =
        checked(
            () -> {
              Dialect spoken = dialect(dialect);
              TerminalSettings.Tls tls =
                  terminalTrust == null
                      ? null
                      : new TerminalSettings.Tls(terminalTrust, terminalCert, terminalKey);
              ShopSettings.Edge edge =
                  new ShopSettings.Edge(
                      events,
                      eventsTrust,
                      System.getenv(API_KEY),
                      at[0],
                      Integer.parseInt(at[1]),
                      tls,
                      spoken,
                      answerMillis == null ? spoken.answerMillis() + 5_000 : answerMillis);
              return new ShopSettings(
                  store,
                  edge,
                  tills,
                  terminalPrefix,
                  data,
                  sales,
                  seed,
                  currency,
                  pace == null ? new Pace.Rate(2) : pace.pace(),
                  cardPercent,
                  controlPort);
            });
    return serve(
        vertx -> finishOnly ? Shop.open(vertx, settings) : Shop.start(vertx, settings),
        shop -> "control " + shop.controlPort(),
        Shop::close);
  }

  @Command(name = "back-office", description = "What stands behind the edge's proxy.")
  int backOffice(@Option(names = "--port", defaultValue = "0", description = "HTTP.") int port) {
    return serve(
        vertx -> BackOffice.open(vertx, port),
        office -> "port " + office.port(),
        BackOffice::close);
  }

  @Command(
      name = "certificates",
      description = "A certificate authority in DIR, with certificates for trying things out.")
  void certificates(
      @Parameters(paramLabel = "DIR", description = "Made where missing.") Path folder,
      @Option(names = "--server", paramLabel = "NAME", description = "One for localhost.")
          List<String> servers,
      @Option(names = "--edge", paramLabel = "STORE/EDGE", description = "One for an edge.")
          List<String> edges) {
    try {
      CertificateAuthority authority = CertificateAuthority.open(folder);
      for (String server : servers == null ? List.<String>of() : servers) {
        say(authority.server(server).chain().toString());
      }
      for (String edge : edges == null ? List.<String>of() : edges) {
        String[] parts = edge.split("/");
        if (parts.length != 2) {
          throw new ParameterException(spec.commandLine(), "--edge is STORE/EDGE");
        }
        say(authority.edge(parts[0], parts[1]).chain().toString());
      }
      say(authority.trust().toString());
    } catch (IOException e) {
      throw new Refused(e.getMessage(), e);
    }
  }

  /** Starts a part, says where it is, and runs until the process is asked to stop. */
  private <T> int serve(
      Function<Vertx, Future<T>> start, Function<T, String> where, Function<T, Future<Void>> stop) {
    startLogging();
    Vertx vertx = Vertx.vertx();
    T part;
    try {
      part = start.apply(vertx).toCompletionStage().toCompletableFuture().join();
    } catch (java.util.concurrent.CompletionException | IllegalArgumentException e) {
      vertx.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new Refused("it does not start: " + cause.getMessage(), e);
    }
    say("ready: " + where.apply(part));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.apply(part).onComplete(x -> stopped.countDown());
                  waitFor(stopped, STOP_SECONDS);
                },
                "stop"));
    waitFor(new CountDownLatch(1), Long.MAX_VALUE);
    return 0;
  }

  private static void waitFor(CountDownLatch latch, long seconds) {
    try {
      boolean reached = latch.await(seconds, TimeUnit.SECONDS);
      if (!reached) System.err.println("tillgate sandbox: not stopped within " + seconds + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void startLogging() {
    try {
      Logging.start(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.INFO, null));
    } catch (IOException e) {
      throw new Refused("logging does not start: " + e.getMessage(), e);
    }
  }

  private <T> T checked(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException | BadDialect e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private static Dialect dialect(String nameOrFile) {
    Path file = Path.of(nameOrFile);
    return Files.isRegularFile(file) ? Dialect.load(file) : Dialect.named(nameOrFile);
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
