package io.tillgate.gateway.cli;

import io.tillgate.vault.VaultKeys;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the vault's keys. */
@Command(
    name = "vault",
    description =
        "Central's vault: card numbers that edges seal and only central opens, for listed destinations.")
public final class VaultCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: tillgate vault init DIR");
  }

  @Command(
      name = "init",
      description = {
        "Makes a key pair in DIR, and overwrites nothing: vault.key for central's vault.keys,"
            + " vault.pub for card.vault.publicKeyFile of every edge.",
        "Do it on central's machine: who has vault.key can open what edges sealed."
      })
  void init(@Parameters(paramLabel = "DIR") Path directory) {
    try {
      spec.commandLine().getOut().println(VaultKeys.make(directory));
    } catch (IOException e) {
      throw new Refused(e.getMessage(), e);
    }
  }
}
