package io.tillgate.gateway.cli;

import io.tillgate.sandbox.net.BackOffice;
import io.tillgate.sandbox.net.CertificateAuthority;
import io.tillgate.wire.Dialect;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    description = "The outside world in miniature: an acquirer, a shop, a back office, a CA.",
    subcommands = {
      SandboxAcquirerCommand.class,
      SandboxShopCommand.class,
      SandboxNexoCommand.class
    })
public final class SandboxCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say which part: tillgate sandbox acquirer|shop|nexo-terminal|back-office|certificates");
  }

  @Command(name = "back-office", description = "What stands behind the edge's proxy.")
  int backOffice(
      @Option(names = "--port", defaultValue = "0", description = "HTTP on loopback; 0: any.")
          int port) {
    return new SandboxProcess(spec.commandLine().getOut())
        .serve(
            vertx -> BackOffice.open(vertx, port),
            office -> "port " + office.port(),
            BackOffice::close);
  }

  @Command(
      name = "certificates",
      description = "A certificate authority in DIR, with certificates for trying things out.")
  void certificates(
      @Parameters(paramLabel = "DIR", description = "Made where missing.") Path folder,
      @Option(
              names = "--server",
              paramLabel = "NAME",
              description = "A server on this machine; may be repeated.")
          List<String> servers,
      @Option(
              names = "--edge",
              paramLabel = "STORE/EDGE",
              description = "An edge of a store; may be repeated.")
          List<String> edges) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      CertificateAuthority authority = CertificateAuthority.open(folder);
      out.println(authority.trust());
      for (String server : servers == null ? List.<String>of() : servers) {
        out.println(authority.server(server).chain());
      }
      for (String edge : edges == null ? List.<String>of() : edges) {
        String[] parts = edge.split("/");
        if (parts.length != 2) {
          throw new ParameterException(spec.commandLine(), "--edge is STORE/EDGE, not " + edge);
        }
        out.println(authority.edge(parts[0], parts[1]).chain());
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      throw new Refused(e.getMessage(), e);
    }
    out.flush();
  }

  /**
   * @throws io.tillgate.wire.BadDialect where it cannot be used
   */
  static Dialect dialect(String nameOrFile) {
    Path file = Path.of(nameOrFile);
    return Files.isRegularFile(file) ? Dialect.load(file) : Dialect.named(nameOrFile);
  }
}
