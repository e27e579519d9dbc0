package io.tillgate.gateway.cli;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.gateway.demo.Demo;
import io.tillgate.gateway.demo.DemoSettings;
import io.tillgate.gateway.demo.Span;
import io.tillgate.gateway.role.StopSignals;
import io.tillgate.journal.JournalRefusal;
import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code tillgate demo}: a whole chain on this machine, and its books balanced at the end. */
@Command(
    name = "demo",
    description = {
      "Runs a whole chain on this machine: two nodes of central on one PostgreSQL, two store edges,"
          + " and around them an acquirer, card terminals and tills, all separate processes.",
      "Ends with a balance sheet: what tills, acquirer, journals and central counted."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all books agree", "1:they do not, or something did not start", "2:usage"})
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = Length.class,
      description = "How long the shops sell: 60s, 5m (default: until Ctrl-C).")
  private Duration length;

  @Option(
      names = "--sales",
      paramLabel = "FILE.csv",
      description =
          "Real baskets, with the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate,"
              + " UnitPrice, CustomerID, Country (default: baskets made from the seed).")
  private Path sales;

  @Option(
      names = "--wan-down",
      paramLabel = "FROM..TO",
      split = ",",
      converter = Window.class,
      description = "Cuts the first store's line in that window: 10s..20s. May be repeated.")
  private List<Span> wanDown = List.of();

  @Option(
      names = "--acquirer-down",
      paramLabel = "FROM..TO",
      split = ",",
      converter = Window.class,
      description =
          "Cuts all stores' line to the acquirer in that window; they approve small sums offline"
              + " and tell it afterwards. May be repeated.")
  private List<Span> acquirerDown = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/demo",
      description = "Where everything is kept; a second run goes on from it (${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of baskets and of the acquirer's faults (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--rate",
      defaultValue = "5",
      paramLabel = "N",
      description = "Baskets a second in each store, 1 to 200 (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--port",
      defaultValue = "8600",
      description = "Of the page; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      defaultValue = "iso87-ascii",
      description =
          "What terminals and acquirer speak, one that comes with the program (default:"
              + " ${DEFAULT-VALUE}).")
  private String dialect;

  @Option(
      names = "--no-faults",
      description = "The acquirer behaves; by default it is now and then silent, late or gone.")
  private boolean noFaults;

  @Spec private CommandSpec spec;

  static final class Length implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Span.length(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class Window implements ITypeConverter<Span> {
    @Override
    public Span convert(String text) {
      try {
        return Span.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() {
    if (rate < 1 || rate > 200) wrong("--rate is 1 to 200");
    if (port < 0 || port > 65_535) wrong("--port is 0 to 65535");
    if (sales != null && !Files.isReadable(sales)) wrong("--sales: " + sales + " cannot be read");
    if (!Dialect.SHIPPED.contains(dialect)) {
      wrong("--dialect is one of " + String.join(", ", Dialect.SHIPPED));
    }
    DemoSettings settings =
        new DemoSettings(
            data, length, sales, seed, rate, wanDown, acquirerDown, port, dialect, !noFaults);
    Demo demo = new Demo(settings, System.out);
    StopSignals.asked().thenAccept(signal -> demo.stop());
    try {
      return demo.run() ? 0 : 1;
    } catch (IOException | BadKeyRing | JournalRefusal e) {
      throw new Refused(e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new Refused("stopped before the shops were open", e);
    }
  }

  private void wrong(String reason) {
    throw new ParameterException(spec.commandLine(), reason);
  }
}
