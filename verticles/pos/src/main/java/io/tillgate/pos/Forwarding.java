package io.tillgate.pos;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.ProxyRequest;
import java.util.List;

/** What a proxy does to the headers of what it passes on. Stateless. */
final class Forwarding {
  private Forwarding() {}

  static void forwardable(ProxyRequest request, HostAndPort authority) {
    HttpServerRequest till = request.proxiedRequest();
    MultiMap headers = request.headers();
    removeHopByHop(headers);
    // The edge itself says whether to go on: it reads the body first.
    headers.remove(HttpHeaders.EXPECT);
    String before = headers.get("x-forwarded-for");
    String address = till.remoteAddress().hostAddress();
    headers.set("x-forwarded-for", before == null ? address : before + ", " + address);
    headers.set("x-forwarded-proto", till.scheme());
    request.setAuthority(authority);
  }

  /** RFC 9110, 7.6.1: what the connection header names ends here; the proxy knows the rest. */
  static void removeHopByHop(MultiMap headers) {
    for (String listed : List.copyOf(headers.getAll(HttpHeaders.CONNECTION))) {
      for (String name : listed.split(",")) {
        String header = name.trim();
        if (!header.isEmpty() && !header.equalsIgnoreCase("content-length")) headers.remove(header);
      }
    }
    headers.remove(HttpHeaders.CONNECTION);
  }

  static boolean hasBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || declaredLength(request) > 0;
  }

  /** 0 where none is told, beyond any bound where it is no number. */
  static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
