package io.tillgate.gateway.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes lines off the threads that serve people: a log reader that stalls never stalls a payment.
 * Where it is full, lines are dropped and counted.
 */
final class LogQueue extends AsyncAppender {
  private final AtomicLong dropped = new AtomicLong();

  LogQueue(int lines, int flushMillis) {
    setQueueSize(lines);
    setDiscardingThreshold(0);
    setNeverBlock(true);
    setMaxFlushTime(flushMillis);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (getRemainingCapacity() == 0) dropped.incrementAndGet();
    super.append(event);
  }

  /** Lines dropped since the start; one too many where a place came free in between. */
  long dropped() {
    return dropped.get();
  }
}
