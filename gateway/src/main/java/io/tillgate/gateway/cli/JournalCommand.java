package io.tillgate.gateway.cli;

import io.tillgate.gateway.cli.JournalFormat.Types;
import io.tillgate.journal.Damage;
import io.tillgate.journal.Inspection;
import io.tillgate.journal.Inspection.SegmentSummary;
import io.tillgate.journal.Inspection.Summary;
import io.tillgate.journal.JournalRefusal;
import io.tillgate.journal.Record;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into an edge's journal, at rest or while the edge writes it. Changes nothing. */
@Command(
    name = "journal",
    description = "Looks into an edge's journal, also while the edge runs. Changes nothing.",
    subcommands = {
      JournalCommand.Stat.class,
      JournalCommand.Verify.class,
      JournalCommand.Cat.class
    })
public final class JournalCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say 'stat', 'verify' or 'cat'");
  }

  /** Which journal. */
  static final class Chosen {
    @Parameters(paramLabel = "DIR", description = "The journal's directory.")
    Path directory;

    @Mixin JournalKey key;

    Summary walk(CommandSpec spec, long fromOffset, Inspection.Visitor visitor) {
      try (JournalKey.Opened opened = key.open(spec)) {
        return Inspection.walk(directory, opened.keys(), fromOffset, visitor);
      } catch (JournalRefusal e) {
        throw new Refused(e.getMessage(), e);
      } catch (IOException e) {
        throw new Refused("the journal in " + directory + " cannot be read: " + e, e);
      }
    }
  }

  /** Counts what is there. */
  @Command(
      name = "stat",
      description =
          "Prints epoch, offsets, segments, sizes, records by type, span of time, damage.")
  static final class Stat implements Callable<Integer>, Inspection.Visitor {
    @Spec CommandSpec spec;
    @Mixin Chosen chosen;

    private final Map<Integer, Long> recordsByType = new TreeMap<>();
    private long records;
    private long damagedRecords;
    private long damagedPlaces;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    @Override
    public boolean record(Record record) {
      records++;
      recordsByType.merge(record.type(), 1L, Long::sum);
      firstMillis = Math.min(firstMillis, record.epochMillis());
      lastMillis = Math.max(lastMillis, record.epochMillis());
      return true;
    }

    @Override
    public void damage(Damage damage) {
      damagedPlaces++;
      damagedRecords += damage.records();
    }

    @Override
    public Integer call() {
      Summary summary = chosen.walk(spec, 0, this);
      PrintWriter out = spec.commandLine().getOut();
      out.println("epoch       " + summary.epoch());
      out.println("offsets     " + JournalFormat.offsets(summary));
      out.println("records     " + records);
      recordsByType.forEach((type, count) -> out.printf("  %-22s%d%n", Types.name(type), count));
      if (records > 0) {
        out.println("from        " + Instant.ofEpochMilli(firstMillis));
        out.println("to          " + Instant.ofEpochMilli(lastMillis));
      }
      printSegments(out, summary);
      if (summary.unfinishedBytes() > 0) {
        out.println("unfinished  " + summary.unfinishedBytes() + " bytes of the last write");
      }
      out.println(
          damagedPlaces == 0
              ? "damaged     0"
              : "damaged     %d records at %d places; 'tillgate journal verify' names them"
                  .formatted(damagedRecords, damagedPlaces));
      out.flush();
      return 0;
    }

    private static void printSegments(PrintWriter out, Summary summary) {
      long bytes = 0;
      long used = 0;
      for (SegmentSummary segment : summary.segments()) {
        bytes += segment.fileBytes();
        used += segment.usedBytes();
      }
      out.printf(
          "segments    %d, %d bytes on disk, %d used%n", summary.segments().size(), bytes, used);
      for (SegmentSummary segment : summary.segments()) {
        out.printf(
            "  %s  from offset %d  %d records  %d bytes  begun %s%n",
            segment.file(),
            segment.baseOffset(),
            segment.records(),
            segment.usedBytes(),
            Instant.ofEpochMilli(segment.createdMillis()));
      }
    }
  }

  /** Reads everything, and names what is not as it was written. */
  @Command(
      name = "verify",
      description = {
        "Reads everything: lengths, checksums, encryption, offsets without a gap.",
        "Exit 0 where all is sound, 1 where something is damaged; a line names each place."
      })
  static final class Verify implements Callable<Integer>, Inspection.Visitor {
    @Spec CommandSpec spec;
    @Mixin Chosen chosen;

    private long records;
    private long damagedPlaces;

    @Override
    public boolean record(Record record) {
      records++;
      return true;
    }

    @Override
    public void damage(Damage damage) {
      damagedPlaces++;
      spec.commandLine().getOut().println("damaged: " + damage);
    }

    @Override
    public Integer call() {
      Summary summary = chosen.walk(spec, 0, this);
      PrintWriter out = spec.commandLine().getOut();
      if (summary.unfinishedBytes() > 0) {
        out.printf(
            "unfinished: %d bytes of a write that is going on, or that the next start will cut%n",
            summary.unfinishedBytes());
      }
      out.printf(
          "%s: %d records in %d segments, offsets %s%n",
          damagedPlaces == 0 ? "sound" : "damaged at " + damagedPlaces + " places",
          records,
          summary.segments().size(),
          JournalFormat.offsets(summary));
      out.flush();
      return damagedPlaces == 0 ? 0 : Answers.BAD_NEWS;
    }
  }

  /** Prints records. */
  @Command(
      name = "cat",
      description = {
        "Prints one JSON object a line: offset, time, type, key, payload.",
        "A payload that is not a JSON object or array is printed in base64; of sealed card data, its"
            + " length. What is damaged has a line too, and makes the exit code 1."
      })
  static final class Cat implements Callable<Integer>, Inspection.Visitor {
    @Spec CommandSpec spec;
    @Mixin Chosen chosen;

    @Option(names = "--from", paramLabel = "OFFSET", description = "First offset (default: 0).")
    long from;

    @Option(names = "--to", paramLabel = "OFFSET", description = "Last offset.")
    long to = Long.MAX_VALUE;

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        description = "Only this type, by name or number.",
        converter = Types.class)
    Integer type;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many records.")
    long limit = Long.MAX_VALUE;

    private long printed;
    private boolean damaged;

    @Override
    public boolean record(Record record) {
      PrintWriter out = spec.commandLine().getOut();
      if (record.offset() > to || printed >= limit) return false;
      if (type == null || type == record.type()) {
        out.println(JournalFormat.line(record));
        printed++;
      }
      return record.offset() < to && printed < limit && !out.checkError();
    }

    @Override
    public void damage(Damage damage) {
      if (damage.firstOffset() > to || damage.firstOffset() + damage.records() <= from) return;
      damaged = true;
      spec.commandLine().getOut().println(JournalFormat.line(damage));
    }

    @Override
    public Integer call() {
      if (from < 0 || to < from || limit < 1) {
        throw new ParameterException(
            spec.commandLine(),
            "--from must be 0 or more, --to at least --from, --limit at least 1");
      }
      chosen.walk(spec, from, this);
      spec.commandLine().getOut().flush();
      return damaged ? Answers.BAD_NEWS : 0;
    }
  }
}
