package io.tillgate.console;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The page ({@code /}), its files ({@code /page/*}), the one library it uses ({@code /webjars/*}),
 * and its feed ({@code /v1/live}). The page loads nothing from anywhere else, and says so in its
 * content security policy.
 */
public final class ConsoleRoutes {
  private static final String FILES = "io/tillgate/console/page";
  private static final String LIT_HTML = "META-INF/resources/webjars/lit-html/3.3.1/lit-html.js";

  /** The import map stands in the page itself; its hash, and nothing else inline, may run. */
  private static final String POLICY =
      "default-src 'self'; script-src 'self' '%s'; style-src 'self'; object-src 'none';"
          + " base-uri 'none'; frame-ancestors 'none'";

  private ConsoleRoutes() {}

  public static void mount(Router router, LiveFeed feed) {
    byte[] index = read(FILES + "/index.html");
    String policy = POLICY.formatted(PolicyHash.ofImportMap(index));
    router.get("/v1/live").handler(feed::listen);
    router.get("/").handler(serve(index, "text/html; charset=utf-8", policy));
    router
        .get("/webjars/lit-html.js")
        .handler(serve(read(LIT_HTML), "text/javascript; charset=utf-8", policy));
    router
        .get("/page/*")
        .handler(
            StaticHandler.create(FILES).setDefaultContentEncoding("utf-8").setMaxAgeSeconds(60));
  }

  private static Handler<RoutingContext> serve(byte[] body, String type, String policy) {
    Buffer bytes = Buffer.buffer(body);
    return request ->
        request
            .response()
            .putHeader("content-type", type)
            .putHeader("content-security-policy", policy)
            .putHeader("x-content-type-options", "nosniff")
            .putHeader("referrer-policy", "no-referrer")
            .putHeader("cache-control", "no-cache")
            .end(bytes);
  }

  private static byte[] read(String resource) {
    try (InputStream in = ConsoleRoutes.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException(resource + " is missing from the program");
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
