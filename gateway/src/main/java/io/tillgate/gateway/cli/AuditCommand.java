package io.tillgate.gateway.cli;

import io.tillgate.central.audit.AuditTrail;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks whether central's audit trail is whole. */
@Command(
    name = "audit",
    description = "Central's audit trail: who did what.",
    subcommands = AuditCommand.Check.class)
public final class AuditCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: tillgate audit check");
  }

  /** Reads the whole chain. */
  @Command(
      name = "check",
      description = {
        "Says whether every row of the trail is as it was written and none is missing, and prints"
            + " the digest of its end. Ends with 1 where the chain is broken.",
        "Keep that digest outside of the database, and give it the next time with --ends-with-past:"
            + " whoever owns the database could write the whole chain anew, but not to the same digest."
      })
  static final class Check implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin CentralDatabase central;

    @Option(
        names = "--ends-with-past",
        paramLabel = "DIGEST",
        description = "A digest that an earlier check printed: it must be that of a row.")
    private String past;

    @Override
    public Integer call() {
      AuditTrail.Finding found = central.ask(pool -> new AuditTrail(pool).check(past));
      if (found.brokenAt() != null) {
        throw new Refused(
            "row "
                + found.brokenAt()
                + " is not as it was written, or is missing: somebody changed the trail");
      }
      if (!found.hasPast()) {
        throw new Refused("no row has that digest: the trail was written anew since");
      }
      spec.commandLine()
          .getOut()
          .printf(
              "%,d rows, whole; the last one's digest: %s%n",
              found.end().rows(), found.end().digest());
      return 0;
    }
  }
}
