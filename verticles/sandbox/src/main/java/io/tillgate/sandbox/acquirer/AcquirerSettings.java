package io.tillgate.sandbox.acquirer;

import io.tillgate.wire.Dialect;
import java.nio.file.Path;

/**
 * One acquirer.
 *
 * @param port where terminals and edges connect, on loopback; 0 for any free one
 * @param controlPort HTTP on loopback, for totals and faults; 0 for any free one
 * @param data folder of the ledger
 * @param signOnFirst whether a connection must sign on before its requests are served
 * @param seed of faults and authorisation codes
 */
public record AcquirerSettings(
    Dialect dialect,
    int port,
    int controlPort,
    Path data,
    ApprovalRules rules,
    Faults faults,
    boolean signOnFirst,
    long seed) {

  /** The dialect of an acquirer that is not told one: compact, and the most common of the four. */
  public static final String USUAL_DIALECT = "iso87-binary";

  /** An acquirer on free ports that behaves. */
  public static AcquirerSettings of(Dialect dialect, Path data) {
    return new AcquirerSettings(dialect, 0, 0, data, ApprovalRules.USUAL, Faults.NONE, false, 1);
  }

  public AcquirerSettings withPorts(int port, int controlPort) {
    return new AcquirerSettings(dialect, port, controlPort, data, rules, faults, signOnFirst, seed);
  }

  public AcquirerSettings withRules(ApprovalRules rules) {
    return new AcquirerSettings(dialect, port, controlPort, data, rules, faults, signOnFirst, seed);
  }

  public AcquirerSettings withFaults(Faults faults, long seed) {
    return new AcquirerSettings(dialect, port, controlPort, data, rules, faults, signOnFirst, seed);
  }

  public AcquirerSettings withSignOnFirst(boolean signOnFirst) {
    return new AcquirerSettings(dialect, port, controlPort, data, rules, faults, signOnFirst, seed);
  }
}
