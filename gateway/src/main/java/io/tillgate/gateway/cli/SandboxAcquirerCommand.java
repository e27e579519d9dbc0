package io.tillgate.gateway.cli;

import io.tillgate.sandbox.acquirer.Acquirer;
import io.tillgate.sandbox.acquirer.AcquirerSettings;
import io.tillgate.sandbox.acquirer.ApprovalRules;
import io.tillgate.sandbox.acquirer.Faults;
import io.tillgate.wire.BadDialect;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** An acquirer's host that keeps books, and misbehaves on demand. */
@Command(
    name = "acquirer",
    description = "An acquirer's host that keeps books, and misbehaves on demand.")
final class SandboxAcquirerCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "Its ledger.")
  private Path data;

  @Option(
      names = "--dialect",
      paramLabel = "NAME|FILE",
      defaultValue = AcquirerSettings.USUAL_DIALECT,
      description = "What it speaks (default: ${DEFAULT-VALUE}).")
  private String dialect;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Where terminals and edges connect, on loopback; 0: any.")
  private int port;

  @Option(
      names = "--control-port",
      defaultValue = "0",
      description = "HTTP on loopback: /totals, /activity, /faults; 0: any.")
  private int controlPort;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of faults and codes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--generous", description = "Declines cards, but no amounts.")
  private boolean generous;

  @Option(names = "--sign-on-first", description = "Serves connections that have signed on.")
  private boolean signOnFirst;

  @Option(
      names = "--fault",
      paramLabel = "KIND=PERMILLE",
      description =
          "How many messages in a thousand meet it: silent, slow, late, doubled, dropped, lost."
              + " May be repeated.")
  private Map<Faults.Fault, Integer> faults = new EnumMap<>(Faults.Fault.class);

  @Option(
      names = "--slow-millis",
      defaultValue = "500",
      description = "The longest slow answer (default: ${DEFAULT-VALUE}).")
  private long slowMillis;

  @Option(
      names = "--late-millis",
      defaultValue = "30000",
      description = "When a late answer comes (default: ${DEFAULT-VALUE}).")
  private long lateMillis;

  @Override
  public Integer call() {
    AcquirerSettings settings = settings();
    return new SandboxProcess(spec.commandLine().getOut())
        .serve(
            vertx -> Acquirer.start(vertx, settings),
            acquirer -> "port " + acquirer.port() + ", control " + acquirer.controlPort(),
            Acquirer::close);
  }

  private AcquirerSettings settings() {
    try {
      return AcquirerSettings.of(SandboxCommand.dialect(dialect), data)
          .withPorts(port, controlPort)
          .withRules(generous ? ApprovalRules.GENEROUS : ApprovalRules.USUAL)
          .withFaults(new Faults(faults, slowMillis, lateMillis, false, false), seed)
          .withSignOnFirst(signOnFirst);
    } catch (IllegalArgumentException | BadDialect e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
