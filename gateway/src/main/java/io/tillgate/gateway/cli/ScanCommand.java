package io.tillgate.gateway.cli;

import io.tillgate.wire.CardNumberFind;
import io.tillgate.wire.CardNumberRedactor;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tillgate scan}: looks for card numbers where none should be. */
@Command(
    name = "scan",
    description = {
      "Looks for card numbers in files, in all files below directories, and inside gzip, zip and jar files:",
      "13 to 19 digits with their check digit and of a known range, in ASCII, UTF-16, EBCDIC and BCD, also split"
          + " by blanks or dashes. Names of files are looked at, too.",
      "Prints PATH:OFFSET: ENCODING NUMBER, the number masked to BIN and last four, and a summary on standard error.",
      "Exit code 1 where any was found, or where anything could not be read: then nobody knows."
    })
public final class ScanCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and directories.")
  List<Path> paths;

  @Override
  public Integer call() {
    for (Path path : paths) {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new ParameterException(spec.commandLine(), path + " is not there");
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    FileScan scan =
        new FileScan(
            new FileScan.Sink() {
              @Override
              public void found(String place, CardNumberFind find) {
                out.printf(
                    "%s:%d: %s %s%n", shown(place), find.offset(), find.form(), find.masked());
              }

              @Override
              public void foundInName(String place) {
                out.printf("%s: in its name%n", shown(place));
              }

              @Override
              public void unreadable(String place, String reason) {
                out.flush();
                err.printf("%s: not read: %s%n", shown(place), shown(reason));
                err.flush();
              }
            });
    paths.forEach(scan::walk);
    out.flush();
    err.println(scan.summary());
    err.flush();
    return scan.isClean() ? 0 : Answers.BAD_NEWS;
  }

  /** Whoever names files must not write numbers, lines or terminal commands into the report. */
  private static String shown(String place) {
    StringBuilder shown = new StringBuilder(CardNumberRedactor.redact(place));
    for (int i = 0; i < shown.length(); i++) {
      if (Character.isISOControl(shown.charAt(i))) shown.setCharAt(i, '?');
    }
    return shown.toString();
  }
}
