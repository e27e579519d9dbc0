package io.tillgate.uplink;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection to one central: HTTP/2 over mTLS, TLS 1.2 or newer, host name checked, and nothing
 * else to fall back to (PCI DSS 4.0.1, 4.2.1). Files are read anew for each connection, so a
 * renewed certificate needs no restart. One context.
 */
final class CentralLink {
  static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private static final int DEFAULT_PORT = 443;
  private static final int MAX_ANSWER_BYTES = 64 << 10;

  /** A deny list of as many cards as central takes, with room. */
  private static final int MAX_DENY_LIST_BYTES = 32 << 20;

  private static final int MAX_QUOTED_CHARACTERS = 200;

  private final HttpClientAgent client;
  private final HttpClientConnection connection;
  private final String path;
  private final long requestTimeoutMillis;

  private CentralLink(
      HttpClientAgent client,
      HttpClientConnection connection,
      String path,
      long requestTimeoutMillis,
      Handler<Void> onClosed) {
    this.client = client;
    this.connection = connection;
    this.path = path;
    this.requestTimeoutMillis = requestTimeoutMillis;
    connection.closeHandler(onClosed);
    connection.shutdownHandler(onClosed);
  }

  /**
   * Connects. With TLS 1.3 a central that refuses the edge's certificate lets it connect and closes
   * afterwards: only {@link #next} proves the line.
   *
   * @param onClosed called when the connection closes or central is about to close it
   */
  static Future<CentralLink> connect(
      Vertx vertx, UplinkSettings settings, URI central, Handler<Void> onClosed) {
    HttpClientAgent client = vertx.createHttpClient(options(settings));
    String path = "/v1/edges/" + settings.store() + "/" + settings.edge();
    return client
        .connect(
            new HttpConnectOptions().setHost(central.getHost()).setPort(port(central)).setSsl(true))
        .map(
            connection ->
                new CentralLink(
                    client, connection, path, settings.requestTimeoutMillis(), onClosed))
        .onFailure(error -> client.close());
  }

  private static HttpClientOptions options(UplinkSettings settings) {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2))
        .setUseAlpn(true)
        .setSsl(true)
        .setVerifyHost(true)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setTrustOptions(trust(settings))
        .setKeyCertOptions(own(settings))
        .setConnectTimeout(settings.connectTimeoutMillis())
        .setSslHandshakeTimeout(settings.connectTimeoutMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpKeepAlive(true);
  }

  static PemTrustOptions trust(UplinkSettings settings) {
    return new PemTrustOptions().addCertPath(settings.trustFile().toString());
  }

  static PemKeyCertOptions own(UplinkSettings settings) {
    return new PemKeyCertOptions()
        .addCertPath(settings.certificateFile().toString())
        .addKeyPath(settings.keyFile().toString());
  }

  static int port(URI central) {
    return central.getPort() < 0 ? DEFAULT_PORT : central.getPort();
  }

  /** Asks for the first offset that central does not have of {@code epoch}. */
  Future<Answer> next(long epoch) {
    return ask(HttpMethod.GET, path + "/epochs/" + epoch, null, false).map(this::answer);
  }

  Future<Answer> put(long epoch, Parcel parcel) {
    String uri = path + "/epochs/" + epoch + "/offsets/" + parcel.first();
    return ask(HttpMethod.PUT, uri, Buffer.buffer(parcel.body()), true).map(this::answer);
  }

  /**
   * What a heartbeat's answer tells.
   *
   * @param clockMillis central's clock, epoch
   * @param denyList the newest deny list's version; null where there is none
   */
  record Heartbeat(long clockMillis, Long denyList) {}

  /** Says how the edge is; {@code told} is given what central tells, where it answered so. */
  Future<Answer> heartbeat(JsonObject news, Handler<Heartbeat> told) {
    return ask(HttpMethod.POST, path + "/heartbeat", news.toBuffer(), false)
        .map(
            heard -> {
              Long millis = heard.status() == 200 ? heard.number("clockMillis") : null;
              if (millis != null) told.handle(new Heartbeat(millis, heard.number("denyList")));
              return heard.status() == 200 ? new Answer.Taken(0) : answer(heard);
            });
  }

  /** The newest deny list; fails where central has none for now. */
  Future<DenyListFetch.Fetched> denyList() {
    RequestOptions options =
        new RequestOptions().setMethod(HttpMethod.GET).setURI(path + "/deny-list");
    return connection
        .request(options)
        .compose(HttpClientRequest::send)
        .compose(CentralLink::fetched)
        .timeout(requestTimeoutMillis, TimeUnit.MILLISECONDS);
  }

  private static Future<DenyListFetch.Fetched> fetched(HttpClientResponse response) {
    String version = response.getHeader("x-tillgate-version");
    if (response.statusCode() != 200 || version == null || !version.matches("[0-9]{1,18}")) {
      response.request().reset();
      return Future.failedFuture("central answered " + response.statusCode());
    }
    Promise<DenyListFetch.Fetched> fetched = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() > MAX_DENY_LIST_BYTES) {
            response.request().reset();
            fetched.tryFail("central's deny list is beyond " + MAX_DENY_LIST_BYTES + " bytes");
          } else {
            body.appendBuffer(part);
          }
        });
    response.exceptionHandler(fetched::tryFail);
    response.endHandler(
        end -> fetched.tryComplete(new DenyListFetch.Fetched(Long.parseLong(version), body)));
    return fetched.future();
  }

  void close() {
    connection.close();
    client.close();
  }

  /** What came back, or the error in its place. */
  private record Heard(int status, String retryAfter, Buffer body, Throwable error) {
    Long number(String name) {
      try {
        return body.toJsonObject().getLong(name);
      } catch (DecodeException | ClassCastException e) {
        return null;
      }
    }
  }

  private Future<Heard> ask(HttpMethod method, String uri, Buffer body, boolean isGzip) {
    RequestOptions options = new RequestOptions().setMethod(method).setURI(uri);
    if (isGzip) {
      options.putHeader("content-encoding", "gzip");
      options.putHeader("content-type", "application/octet-stream");
    } else if (body != null) {
      options.putHeader("content-type", "application/json");
    }
    return connection
        .request(options)
        .compose(request -> body == null ? request.send() : request.send(body))
        .compose(this::hear)
        .timeout(requestTimeoutMillis, TimeUnit.MILLISECONDS)
        .otherwise(error -> new Heard(0, null, Buffer.buffer(), error));
  }

  private Future<Heard> hear(HttpClientResponse response) {
    if (response.version() != HttpVersion.HTTP_2) {
      return Future.failedFuture(new NotHttp2());
    }
    Promise<Heard> heard = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() <= MAX_ANSWER_BYTES) body.appendBuffer(part);
        });
    response.exceptionHandler(heard::tryFail);
    response.endHandler(
        end ->
            heard.tryComplete(
                new Heard(response.statusCode(), response.getHeader("retry-after"), body, null)));
    return heard.future();
  }

  private static final class NotHttp2 extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private Answer answer(Heard heard) {
    return switch (heard.status()) {
      case 0 -> failed(heard.error());
      case 200 -> next(heard, true);
      case 409 -> next(heard, false);
      case 503 -> new Answer.Busy(RetryAfter.millis(heard.retryAfter(), Instant.now()));
      case 400, 401, 403, 404, 413, 415, 422 ->
          new Answer.Refused("central answered " + heard.status() + ": " + quote(heard.body()));
      default -> new Answer.Failed("central answered " + heard.status(), false);
    };
  }

  private static Answer next(Heard heard, boolean isTaken) {
    Long next = heard.number("next");
    if (next == null || next < 0) {
      return new Answer.Failed("central answered " + heard.status() + " without an offset", false);
    }
    return isTaken ? new Answer.Taken(next) : new Answer.Gap(next);
  }

  /** Central's reason (RFC 9457, detail), in one line of printable characters. */
  private static String quote(Buffer body) {
    String text = detail(body).replaceAll("[^ -~]+", " ").strip();
    if (text.isEmpty()) return "no reason given";
    return text.length() <= MAX_QUOTED_CHARACTERS ? text : text.substring(0, MAX_QUOTED_CHARACTERS);
  }

  private static String detail(Buffer body) {
    try {
      return body.toJsonObject().getString("detail", "");
    } catch (DecodeException | ClassCastException e) {
      return body.toString();
    }
  }

  private Answer failed(Throwable error) {
    if (error instanceof NotHttp2) {
      return new Answer.Refused("central does not speak HTTP/2: is there a proxy between?");
    }
    if (error instanceof TimeoutException) {
      return new Answer.Failed("no answer within " + requestTimeoutMillis + " ms", true);
    }
    return TlsFault.in(error)
        ? new Answer.Refused(TlsFault.reason(error))
        : new Answer.Failed(reason(error), false);
  }

  /** One line about an error, never a stack. */
  static String reason(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
