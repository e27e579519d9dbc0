package io.tillgate.gateway.cli;

import io.tillgate.gateway.config.Role;
import io.tillgate.gateway.role.CentralRole;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tillgate central}: a node of the cluster in the data centre. */
@Command(
    name = "central",
    description = {
      "Runs a node of the cluster in the data centre: edges land on it, PostgreSQL keeps what they bring,"
          + " people look at its page.",
      "Stops at SIGTERM or Ctrl-C once accepted work is done; a second signal ends it at once."
    },
    footer = {
      "",
      "Every setting of the file can be given as an environment variable: database.password is"
          + " TILLGATE_DATABASE_PASSWORD. A secret can be in a file named by TILLGATE_…_FILE."
    })
public final class CentralCommand implements Callable<Integer> {
  @Mixin RoleOptions options;

  @Override
  public Integer call() {
    return options.run(Role.CENTRAL, CentralRole::start);
  }
}
