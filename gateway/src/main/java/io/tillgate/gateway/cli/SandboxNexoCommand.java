package io.tillgate.gateway.cli;

import io.tillgate.sandbox.nexo.NexoTerminal;
import io.tillgate.sandbox.nexo.NexoTerminalSettings;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A payment terminal that speaks nexo, with a customer at it, and misbehaves on demand. */
@Command(
    name = "nexo-terminal",
    description = "A terminal that speaks nexo, with a customer at it, and misbehaves on demand.")
final class SandboxNexoCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--poi-id",
      defaultValue = "P400Plus-123456789",
      description = "Its name (default: ${DEFAULT-VALUE}).")
  private String poiId;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Where edges and tills post messages, on loopback; 0: any.")
  private int port;

  @Option(
      names = "--control-port",
      defaultValue = "0",
      description = "HTTP on loopback: /totals, /faults; 0: any.")
  private int controlPort;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "PEM; without it, plain HTTP.")
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "PEM, of the certificate.")
  private Path key;

  @Option(
      names = "--customer-millis",
      defaultValue = "2000",
      description = "How long its customer takes (default: ${DEFAULT-VALUE}).")
  private long customerMillis;

  @Override
  public Integer call() {
    if ((certificate == null) != (key == null)) {
      throw new ParameterException(spec.commandLine(), "--certificate and --key belong together");
    }
    PemKeyCertOptions tls =
        certificate == null
            ? null
            : new PemKeyCertOptions()
                .addCertPath(certificate.toString())
                .addKeyPath(key.toString());
    NexoTerminalSettings settings =
        new NexoTerminalSettings(poiId, port, controlPort, tls, customerMillis);
    return new SandboxProcess(spec.commandLine().getOut())
        .serve(
            vertx -> NexoTerminal.start(vertx, settings),
            terminal -> terminal.url() + ", control " + terminal.controlPort(),
            NexoTerminal::close);
  }
}
