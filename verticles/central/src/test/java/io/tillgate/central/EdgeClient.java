package io.tillgate.central;

import io.tillgate.retail.feed.Batch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** An edge's side of the uplink, as far as tests need it: real HTTP/2 over real mTLS. */
public final class EdgeClient {

  /**
   * @param next as told, or -1
   */
  public record Heard(int status, long next, String retryAfter, String body) {}

  private final HttpClient client;
  private final String store;
  private final String edge;
  private volatile int port;

  /**
   * @param pair null for a client without a certificate
   */
  public EdgeClient(
      Vertx vertx, Authority trusted, Authority.Pair pair, int port, String store, String edge) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setVerifyHost(false)
            .setTrustOptions(new PemTrustOptions().addCertPath(trusted.certificate()));
    if (pair != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().setCertPath(pair.certificate()).setKeyPath(pair.key()));
    }
    this.client = vertx.createHttpClient(options);
    this.port = port;
    this.store = store;
    this.edge = edge;
  }

  /** Goes to another node from now on. */
  public void turnTo(int otherPort) {
    port = otherPort;
  }

  public Future<Heard> put(long epoch, Batch batch) {
    return put(epoch, batch.firstOffset(), gzip(batch.encode()), "gzip");
  }

  public Future<Heard> put(long epoch, long first, byte[] body, String encoding) {
    String path = "/v1/edges/" + store + "/" + edge + "/epochs/" + epoch + "/offsets/" + first;
    return ask(HttpMethod.PUT, path, body, encoding);
  }

  public Future<Heard> next(long epoch) {
    return ask(HttpMethod.GET, "/v1/edges/" + store + "/" + edge + "/epochs/" + epoch, null, null);
  }

  public Future<Heard> heartbeat(JsonObject news) {
    return ask(
        HttpMethod.POST,
        "/v1/edges/" + store + "/" + edge + "/heartbeat",
        news.toBuffer().getBytes(),
        null);
  }

  /** The deny list's body, as central sends it; empty where it was not answered 200. */
  public Future<Buffer> denyList() {
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/v1/edges/" + store + "/" + edge + "/deny-list");
    return client
        .request(options)
        .compose(request -> request.send())
        .compose(
            response ->
                response.body().map(body -> response.statusCode() == 200 ? body : Buffer.buffer()));
  }

  public Future<Heard> ask(HttpMethod method, String path, byte[] body, String encoding) {
    RequestOptions options =
        new RequestOptions().setMethod(method).setHost("127.0.0.1").setPort(port).setURI(path);
    if (encoding != null) options.putHeader("content-encoding", encoding);
    return client
        .request(options)
        .compose(request -> body == null ? request.send() : request.send(Buffer.buffer(body)))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        text ->
                            new Heard(
                                response.statusCode(),
                                nextOf(text),
                                response.getHeader("retry-after"),
                                text.toString())))
        .timeout(15, TimeUnit.SECONDS);
  }

  private static long nextOf(Buffer body) {
    Long next = body.length() == 0 ? null : body.toJsonObject().getLong("next");
    return next == null ? -1 : next;
  }

  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public Future<Void> close() {
    return client.close();
  }
}
