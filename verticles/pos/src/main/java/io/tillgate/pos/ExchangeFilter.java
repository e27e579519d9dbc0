package io.tillgate.pos;

import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.List;

/** Looks at what tills and their back office say to each other. One context. */
public interface ExchangeFilter {
  /**
   * A request's head is here.
   *
   * @param address path and query, as they came
   * @throws NotPassed where it may not pass
   */
  Exchange open(String method, String address, MultiMap headers) throws NotPassed;

  /** Where requests may go beside the back office. */
  List<URI> upstreams();

  /** One request and its response; closed when both are through, or given up. */
  interface Exchange {
    /** Where the request goes; null for the back office. */
    URI upstream();

    /** Changes headers of the request, so that the response can be read. */
    void prepare(MultiMap headers);

    /**
     * Reads the request's body.
     *
     * @param headers of the request, as they go on
     * @throws NotPassed where it cannot be read
     */
    BodyFilter request(MultiMap headers) throws NotPassed;

    /**
     * Reads the response's body.
     *
     * @param headers of the response, as they go on
     * @throws NotPassed where it may not pass
     */
    BodyFilter response(int status, MultiMap headers) throws NotPassed;

    /**
     * The same for a response that has no body.
     *
     * @throws NotPassed where it may not pass
     */
    void responseHead(MultiMap headers) throws NotPassed;

    void close();
  }
}
