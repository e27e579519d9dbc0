package io.tillgate.gateway.demo;

import io.tillgate.gateway.demo.Premises.NodePorts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;

/**
 * Finds, for the demo's page, a node of central that is ready. Nodes are asked at most every
 * {@value #ASK_EVERY_MILLIS} ms, however many requests come. For any context; the answer may be
 * that old.
 */
final class LivingNode {
  private static final long ASK_EVERY_MILLIS = 500;
  private static final int PATIENCE_MILLIS = 400;

  private final Vertx vertx;
  private final List<NodePorts> nodes;
  private final HttpClient client;
  private Future<SocketAddress> found;

  LivingNode(Vertx vertx, List<NodePorts> nodes) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.client = vertx.createHttpClient();
  }

  /**
   * The page of the first node that is ready; of the first of all where none is. Completes on the
   * caller's context, whose request must not be touched by another.
   */
  Future<SocketAddress> page() {
    Context caller = vertx.getOrCreateContext();
    Promise<SocketAddress> told = Promise.promise();
    asked().onComplete(answer -> caller.runOnContext(now -> told.handle(answer)));
    return told.future();
  }

  private synchronized Future<SocketAddress> asked() {
    if (found == null) {
      found = firstReady(0);
      vertx.setTimer(ASK_EVERY_MILLIS, timer -> forget());
    }
    return found;
  }

  private synchronized void forget() {
    found = null;
  }

  private Future<SocketAddress> firstReady(int from) {
    if (from == nodes.size()) return Future.succeededFuture(address(nodes.get(0).page()));
    NodePorts node = nodes.get(from);
    return isReady(node)
        .compose(
            ready -> ready ? Future.succeededFuture(address(node.page())) : firstReady(from + 1));
  }

  private Future<Boolean> isReady(NodePorts node) {
    RequestOptions question =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(node.management())
            .setMethod(HttpMethod.GET)
            .setURI("/health/ready")
            .setConnectTimeout(PATIENCE_MILLIS)
            .setIdleTimeout(PATIENCE_MILLIS);
    return client
        .request(question)
        .compose(request -> request.send())
        .compose(answer -> answer.body().map(answer.statusCode() == 200))
        .otherwise(false);
  }

  private static SocketAddress address(int port) {
    return SocketAddress.inetSocketAddress(port, "127.0.0.1");
  }
}
