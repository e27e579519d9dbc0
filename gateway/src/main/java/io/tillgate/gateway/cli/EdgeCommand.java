package io.tillgate.gateway.cli;

import io.tillgate.gateway.config.Role;
import io.tillgate.gateway.role.EdgeRole;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tillgate edge}: the box in a store. */
@Command(
    name = "edge",
    description = {
      "Runs the box in a store: terminals and tills on one side, the acquirer and central on the other.",
      "Stops at SIGTERM or Ctrl-C once accepted work is done; a second signal ends it at once."
    },
    footer = {
      "",
      "Every setting of the file can be given as an environment variable: pos.limits.maxBodyBytes is"
          + " TILLGATE_POS_LIMITS_MAX_BODY_BYTES."
    })
public final class EdgeCommand implements Callable<Integer> {
  @Mixin RoleOptions options;

  @Override
  public Integer call() {
    return options.run(Role.EDGE, EdgeRole::start);
  }
}
