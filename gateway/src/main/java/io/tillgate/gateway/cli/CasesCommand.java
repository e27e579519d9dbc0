package io.tillgate.gateway.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists an edge's open cases, and closes those that only a person can; asks the running edge. */
@Command(
    name = "cases",
    description =
        "What a person should know of until it is settled: lists and closes cases of an edge.")
public final class CasesCommand implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: tillgate cases list, or tillgate cases close ID --reason WHY");
  }

  @Command(name = "list", description = "Lists the open cases of the edge on this machine.")
  void list(
      @Option(
              names = "--edge",
              paramLabel = "URL",
              defaultValue = "http://127.0.0.1:9464",
              description = "Its management address (default: ${DEFAULT-VALUE}).")
          URI edge) {
    JsonObject told = ask(edge, "/cases", null);
    PrintWriter out = spec.commandLine().getOut();
    JsonArray cases = told.getJsonArray("cases");
    for (int i = 0; i < cases.size(); i++) {
      JsonObject each = cases.getJsonObject(i);
      out.printf(
          "%s  %s  %s%n    %s: %s%n",
          each.getString("id"),
          each.getString("openedAt"),
          each.getString("kind"),
          each.getString("where"),
          each.getString("detail"));
    }
    out.printf("%,d open%n", told.getInteger("open"));
    out.flush();
  }

  @Command(
      name = "close",
      description = "Closes a case. Who and why are in the journal and come to central.")
  void close(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--reason", paramLabel = "WHY", required = true) String reason,
      @Option(
              names = "--by",
              paramLabel = "NAME",
              defaultValue = "${sys:user.name}",
              description = "Who closes it (default: this user).")
          String by,
      @Option(
              names = "--edge",
              paramLabel = "URL",
              defaultValue = "http://127.0.0.1:9464",
              description = "Its management address (default: ${DEFAULT-VALUE}).")
          URI edge) {
    if (!id.matches("[A-Za-z0-9-]{1,64}")) {
      throw new Refused("that is no id of a case; see tillgate cases list");
    }
    ask(edge, "/cases/" + id + "/close", new JsonObject().put("by", by).put("reason", reason));
    spec.commandLine().getOut().println("closed " + id);
  }

  private static JsonObject ask(URI edge, String path, JsonObject body) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(edge.resolve(path)).timeout(PATIENCE);
      if (body != null) request.POST(HttpRequest.BodyPublishers.ofString(body.encode()));
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonObject told = new JsonObject(answer.body());
      if (answer.statusCode() == 200) return told;
      throw new Refused(told.getString("detail", "the edge answered " + answer.statusCode()));
    } catch (DecodeException | IllegalArgumentException e) {
      throw new Refused(edge + " is not an edge's management address (management.port)", e);
    } catch (IOException e) {
      throw new Refused("no edge answers at " + edge + ": is it running? See management.port", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted", e);
    }
  }
}
