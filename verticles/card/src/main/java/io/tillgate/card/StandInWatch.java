package io.tillgate.card;

import io.micrometer.core.instrument.Gauge;
import io.tillgate.card.payment.Clockwork;
import io.tillgate.card.payment.StandInMeans;
import io.tillgate.card.standin.ClockWatch;
import io.tillgate.card.standin.DenyList;
import io.tillgate.card.standin.Exposure;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.card.standin.StandInMeters;
import io.tillgate.journal.JournalStatus;
import java.util.Set;
import java.util.TreeSet;

/** What offline approvals of a room are made with, and what is watched for them. Any thread. */
final class StandInWatch {
  private final CardRoom room;
  private final Clockwork clock;
  private final ClockWatch clockWatch;
  private final Exposure exposure = new Exposure();
  private volatile boolean hasDiskRoom;

  StandInWatch(CardRoom room, Clockwork clock) {
    this.room = room;
    this.clock = clock;
    this.clockWatch =
        new ClockWatch(clock.epochMillis(), clock.monotonicMillis(), room.fold.lastEpochMillis());
    this.hasDiskRoom = true;
    Gauge.builder("tillgate.card.denylist.cards", room.denyList, DenyList::size)
        .register(room.metrics);
    Gauge.builder("tillgate.card.denylist.age.seconds", this, StandInWatch::denyListAge)
        .description("-1 without a list")
        .register(room.metrics);
  }

  private double denyListAge() {
    long age = room.denyList.ageMillis(clock.epochMillis());
    return age == DenyList.NO_AGE ? -1 : age / 1e3;
  }

  StandInMeans means() {
    Set<String> currencies = new TreeSet<>();
    for (StandInLimits limits : room.standIn.values()) currencies.addAll(limits.money().keySet());
    return new StandInMeans(
        room.standIn,
        exposure,
        room.denyList,
        clockWatch,
        room.clock.getZone(),
        () -> hasDiskRoom,
        new StandInMeters(room.metrics, exposure, currencies, clock::epochMillis));
  }

  /** Looks at the disk: it blocks. A full disk stops new offline sales before anything else. */
  void look() {
    JournalStatus status = room.journal.status();
    hasDiskRoom =
        status.roomForMore()
            && status.freeDiskBytes() >= room.settings.payments().offlineMinFreeBytes();
  }

  /** Central's clock less this one, by a heartbeat that was answered just now. */
  void heard(long skewMillis) {
    clockWatch.heard(skewMillis, clock.epochMillis(), clock.monotonicMillis());
  }
}
