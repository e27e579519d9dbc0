package io.tillgate.loadtests.gatling;

import com.typesafe.scalalogging.Logger;
import com.typesafe.scalalogging.StrictLogging;
import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import java.util.concurrent.ExecutorService;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * One ISO 8583 payment as a step of a Gatling scenario, on a connection that the virtual user
 * keeps. Gatling has no such protocol; this writes each payment's time and result into Gatling's
 * own statistics, so that they stand in its report beside HTTP.
 *
 * <p>A user waits for its answer on a thread of {@code threads}: one thread a user, which is enough
 * for a few hundred terminals.
 */
final class Payment implements ActionBuilder {
  static final String NAME = "0200 payment";

  private final Terminals terminals;
  private final ExecutorService threads;

  Payment(Terminals terminals, ExecutorService threads) {
    this.terminals = terminals;
    this.threads = threads;
  }

  @Override
  public io.gatling.core.action.builder.ActionBuilder asScala() {
    return (context, next) -> new Step(context, next);
  }

  private final class Step implements Action {
    private final StatsEngine statistics;
    private final Action next;
    private Logger logger = Logger.apply(LoggerFactory.getLogger(Payment.class));

    Step(ScenarioContext context, Action next) {
      this.statistics = context.coreComponents().statsEngine();
      this.next = next;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public void execute(Session session) {
      threads.execute(() -> pay(session));
    }

    private void pay(Session session) {
      long began = System.currentTimeMillis();
      Terminals.Answer answer = terminals.of(session.userId()).pay();
      Status status = answer.approved() ? OK$.MODULE$ : KO$.MODULE$;
      statistics.logResponse(
          session.scenario(),
          session.groups(),
          NAME,
          began,
          System.currentTimeMillis(),
          status,
          Option.apply(answer.responseCode()),
          Option.apply(answer.failure()));
      Session after = answer.approved() ? session.markAsSucceeded() : session.markAsFailed();
      session.eventLoop().execute(() -> next.$bang(after));
    }

    @Override
    public Logger logger() {
      return logger;
    }

    /** Scala's way to initialise {@link StrictLogging}. */
    @Override
    public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger value) {
      logger = value;
    }
  }
}
