package io.tillgate.loadtests.card;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** The least that a Vert.x program between terminals and acquirer can do. */
final class VertxPipe extends AbstractVerticle {
  private final int port;
  private final int acquirer;

  private VertxPipe(int port, int acquirer) {
    this.port = port;
    this.acquirer = acquirer;
  }

  public static void main(String[] ports) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    int instances = Runtime.getRuntime().availableProcessors();
    vertx.deployVerticle(
        () -> new VertxPipe(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])),
        new DeploymentOptions().setInstances(instances));
    System.out.println("native transport: " + vertx.isNativeTransportEnabled());
  }

  @Override
  public void start(Promise<Void> started) {
    NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    vertx
        .createNetServer(new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(4096))
        .connectHandler(terminal -> pipe(client, terminal))
        .listen(port, "127.0.0.1")
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private void pipe(NetClient client, NetSocket terminal) {
    terminal.pause();
    client
        .connect(acquirer, "127.0.0.1")
        .onSuccess(
            host -> {
              terminal.handler(host::write);
              host.handler(terminal::write);
              terminal.closeHandler(gone -> host.close());
              host.closeHandler(gone -> terminal.close());
              terminal.resume();
            })
        .onFailure(failure -> terminal.close());
  }
}
