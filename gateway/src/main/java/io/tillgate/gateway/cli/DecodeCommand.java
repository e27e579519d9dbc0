package io.tillgate.gateway.cli;

import io.tillgate.wire.BadDialect;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageDump;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tillgate decode}: shows messages, card data masked. */
@Command(
    name = "decode",
    description = {
      "Reads ISO 8583 messages from standard input, one a line in hex digits, and prints one JSON object a line.",
      "Card numbers are shown as BIN and last four; PINs, CVC fields and unknown private fields as their length.",
      "A line that is no message gives {\"line\":n,\"error\":\"...\"}, the others go on, and the exit code is 1."
    })
public final class DecodeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      required = true,
      description =
          "For example iso87-ascii: NAME.yaml in DIR, else one that comes with the program.")
  String name;

  @Option(
      names = "--conf",
      paramLabel = "DIR",
      description = "Where dialects are: DIR/acquirer/NAME.yaml or DIR/NAME.yaml.")
  Path conf;

  @Option(names = "--framed", description = "Each message has its length in front.")
  boolean framed;

  @Override
  public Integer call() throws IOException {
    MessageDump dump = new MessageDump(dialect(), framed);
    PrintWriter out = spec.commandLine().getOut();
    boolean allGood = true;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
    int number = 0;
    for (String line = line(in); line != null; line = line(in)) {
      number++;
      if (line.isBlank()) continue;
      MessageDump.Line shown = dump.line(number, line.strip());
      out.println(shown.json());
      allGood &= shown.isGood();
      if (!in.ready()) out.flush();
    }
    out.flush();
    return allGood ? 0 : Answers.BAD_NEWS;
  }

  /** The next line, no more of it than tells that it is too long; null at the end. */
  private static String line(Reader in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    if (c < 0) return null;
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (line.length() <= MessageDump.MAX_LINE_CHARACTERS) line.append((char) c);
    }
    return line.toString();
  }

  private Dialect dialect() {
    if (conf != null && !Files.isDirectory(conf)) {
      throw new ParameterException(spec.commandLine(), conf + " is no directory");
    }
    try {
      return conf == null ? Dialect.named(name) : Dialect.named(name, conf);
    } catch (BadDialect e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
