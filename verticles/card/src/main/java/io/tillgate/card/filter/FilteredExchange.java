package io.tillgate.card.filter;

import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.Locale;

/** One request and its response on their way through. One context. */
public final class FilteredExchange implements AutoCloseable {
  private static final int PARTIAL_CONTENT = 206;

  /** They tell of the body as it was. */
  private static final String[] DIGESTS = {
    "content-md5", "digest", "content-digest", "repr-digest", "want-digest"
  };

  private final ProxyFilter filter;
  private final String method;
  private final ProxyFilter.Chosen request;
  private final ProxyFilter.Chosen response;
  private boolean closed;

  FilteredExchange(
      ProxyFilter filter, String method, ProxyFilter.Chosen request, ProxyFilter.Chosen response) {
    this.filter = filter;
    this.method = method;
    this.request = request;
    this.response = response;
  }

  /** Where the request has to go; null for the back office. */
  public URI upstream() {
    return request.upstream();
  }

  /**
   * Changes headers of the request so that the answer can be read: whole, and packed in no way that
   * is not known here.
   */
  public void prepare(MultiMap headers) {
    headers.remove("range");
    headers.remove("if-range");
    String accepted = headers.get("accept-encoding");
    if (accepted != null) {
      String lower = accepted.toLowerCase(Locale.ROOT);
      boolean gzip = lower.contains("gzip") && !lower.contains("gzip;q=0");
      headers.set("accept-encoding", gzip ? "gzip" : "identity");
    }
  }

  /**
   * Reads the request's body.
   *
   * @param headers digests are taken out: the body may become another
   * @throws Refused where it cannot be read
   */
  public BodyScreen request(MultiMap headers) {
    if (headers.contains("content-range")) {
      throw refused(
          true,
          "a part of a body cannot be checked, since a card number may be cut in two: send all of"
              + " it");
    }
    return body(request, true, headers);
  }

  /**
   * Reads the response's body.
   *
   * @param headers digests are taken out
   * @throws Refused where the response may not pass
   */
  public BodyScreen response(int status, MultiMap headers) {
    responseHead(headers);
    String type = headers.get("content-type");
    boolean ranges = type != null && type.toLowerCase(Locale.ROOT).contains("byteranges");
    if (status == PARTIAL_CONTENT || headers.contains("content-range") || ranges) {
      throw refused(
          false,
          "the back office answered with a part of a body though all of it was asked for; a card"
              + " number may be cut in two there");
    }
    return body(response, false, headers);
  }

  /**
   * The same for a response without a body.
   *
   * @throws Refused where its headers hold card data
   */
  public void responseHead(MultiMap headers) {
    filter.screen(new Findings.Place(response.route(), false), null, headers);
  }

  private BodyScreen body(ProxyFilter.Chosen chosen, boolean isRequest, MultiMap headers) {
    for (String each : DIGESTS) headers.remove(each);
    String encoding = String.join(",", headers.getAll("content-encoding"));
    return filter.body(chosen, isRequest, headers.get("content-type"), encoding);
  }

  private Refused refused(boolean isRequest, String words) {
    Findings.Place place =
        new Findings.Place(isRequest ? request.route() : response.route(), isRequest);
    return filter.refused(place, new Refused(Refused.Reason.PARTIAL, words));
  }

  public String method() {
    return method;
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    filter.closed();
  }
}
