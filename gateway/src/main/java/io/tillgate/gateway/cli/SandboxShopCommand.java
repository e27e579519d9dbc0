package io.tillgate.gateway.cli;

import io.tillgate.sandbox.acquirer.AcquirerSettings;
import io.tillgate.sandbox.shop.Pace;
import io.tillgate.sandbox.shop.Shop;
import io.tillgate.sandbox.shop.ShopSettings;
import io.tillgate.sandbox.terminal.TerminalSettings;
import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One store's tills and card terminals, which sell what baskets say. */
@Command(
    name = "shop",
    description = "One store's tills and card terminals, which sell what baskets say.",
    footer = "The tills' API key is read from the environment: " + SandboxShopCommand.API_KEY + ".")
final class SandboxShopCommand implements Callable<Integer> {
  /** A secret does not belong among a process's arguments, which everybody can read. */
  static final String API_KEY = "TILLGATE_SANDBOX_API_KEY";

  private static final Pace USUAL_PACE = new Pace.Rate(2);

  @Spec CommandSpec spec;

  @Option(names = "--store", required = true, description = "The store's name at the edge.")
  private String store;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Files of its tills and terminals; a second run goes on with them.")
  private Path data;

  @Option(
      names = "--events",
      required = true,
      paramLabel = "URL",
      description = "The edge's event API: http://HOST:PORT or https://HOST:PORT.")
  private URI events;

  @Option(names = "--events-trust", paramLabel = "FILE", description = "PEM, for https.")
  private Path eventsTrust;

  @Option(
      names = "--terminals",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The edge's terminal server.")
  private String terminals;

  @Option(names = "--terminal-trust", paramLabel = "FILE", description = "PEM; makes it TLS.")
  private Path terminalTrust;

  @Option(names = "--terminal-cert", paramLabel = "FILE", description = "PEM, for mutual TLS.")
  private Path terminalCert;

  @Option(names = "--terminal-key", paramLabel = "FILE", description = "PEM, for mutual TLS.")
  private Path terminalKey;

  @Option(
      names = "--terminal-prefix",
      required = true,
      paramLabel = "TEXT",
      description = "1 to 6 letters and digits; no store's may begin with another's.")
  private String terminalPrefix;

  @Option(
      names = "--dialect",
      paramLabel = "NAME|FILE",
      defaultValue = AcquirerSettings.USUAL_DIALECT,
      description = "What terminals speak (default: ${DEFAULT-VALUE}).")
  private String dialect;

  @Option(
      names = "--answer-millis",
      description = "A terminal's patience (default: the dialect's, and five seconds more).")
  private Long answerMillis;

  @Option(
      names = "--sales",
      paramLabel = "FILE",
      description = "Baskets, with the columns of online-retail.csv (default: made up).")
  private Path sales;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of made-up baskets, and of cards (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--currency",
      defaultValue = "GBP",
      description = "Of all prices (default: ${DEFAULT-VALUE}).")
  private String currency;

  @Option(
      names = "--tills",
      defaultValue = "2",
      description = "1 to 99, each with a terminal (default: ${DEFAULT-VALUE}).")
  private int tills;

  @ArgGroup private PaceOptions pace;

  @Option(
      names = "--card-percent",
      defaultValue = "70",
      description = "Baskets paid by card (default: ${DEFAULT-VALUE}).")
  private int cardPercent;

  @Option(
      names = "--control-port",
      defaultValue = "0",
      description = "HTTP on loopback: /totals, /drain; 0: any.")
  private int controlPort;

  @Option(names = "--finish-only", description = "Sells nothing new, finishes what is begun.")
  private boolean finishOnly;

  /** How fast baskets come: one of the two. */
  private static final class PaceOptions {
    @Option(
        names = "--rate",
        paramLabel = "N",
        description = "Baskets a second, over all tills (default: 2).")
    private Double rate;

    @Option(
        names = "--speed",
        paramLabel = "N",
        description = "As the sales file's clock says, so many times faster.")
    private Double speed;

    Pace pace() {
      return speed != null ? new Pace.Replay(speed) : new Pace.Rate(rate);
    }
  }

  @Override
  public Integer call() {
    ShopSettings settings = settings();
    return new SandboxProcess(spec.commandLine().getOut())
        .serve(
            vertx -> finishOnly ? Shop.open(vertx, settings) : Shop.start(vertx, settings),
            shop -> "control " + shop.controlPort(),
            Shop::close);
  }

  private ShopSettings settings() {
    try {
      return new ShopSettings(
          store,
          edge(SandboxCommand.dialect(dialect)),
          tills,
          terminalPrefix,
          data,
          sales,
          seed,
          currency,
          pace == null ? USUAL_PACE : pace.pace(),
          cardPercent,
          controlPort);
    } catch (IllegalArgumentException | BadDialect e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private ShopSettings.Edge edge(Dialect spoken) {
    int colon = terminals.lastIndexOf(':');
    if (colon < 1 || !terminals.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("--terminals is HOST:PORT, not " + terminals);
    }
    return new ShopSettings.Edge(
        events,
        eventsTrust,
        System.getenv(API_KEY),
        terminals.substring(0, colon),
        Integer.parseInt(terminals.substring(colon + 1)),
        terminalTrust == null
            ? null
            : new TerminalSettings.Tls(terminalTrust, terminalCert, terminalKey),
        spoken,
        answerMillis == null ? spoken.answerMillis() + 5_000 : answerMillis);
  }
}
