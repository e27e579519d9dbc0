package io.tillgate.card.nexo;

import io.tillgate.card.Shop;
import io.tillgate.retail.feed.EventType;
import io.tillgate.sandbox.nexo.NexoTerminal;
import io.tillgate.sandbox.nexo.NexoTerminalSettings;
import io.tillgate.sandbox.nexo.NexoTill;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A card room with one nexo terminal and one till, over real sockets. */
final class NexoShop implements AutoCloseable {
  static final String POI = "P400Plus-123456789";

  final Vertx world = Vertx.vertx();
  final NexoTerminal terminal;
  final Shop shop;
  NexoTill till;

  NexoShop(Path directory) throws Exception {
    this(directory, new JsonObject());
  }

  NexoShop(Path directory, JsonObject nexo) throws Exception {
    terminal = done(NexoTerminal.start(world, NexoTerminalSettings.of(POI)));
    JsonObject poi = new JsonObject().put("poiId", POI).put("url", terminal.url());
    JsonObject quick =
        new JsonObject()
            .put("port", 0)
            .put("terminals", new JsonArray().add(poi))
            .put("answerMillis", 20_000)
            .put("requestMillis", 2_000)
            .put("inquiryMillis", 20_000)
            .put("inquiryFirstMillis", 50)
            .put("inquiryLongestMillis", 200)
            .put("tillReturnMillis", 20_000);
    quick.mergeIn(nexo);
    shop = new Shop(directory, "iso87-ascii", new JsonObject().put("nexo", quick));
    till = till("till-1");
  }

  NexoTill till(String saleId) {
    String url = "http://127.0.0.1:" + shop.status().nexoPort() + "/nexo";
    return new NexoTill(world, new WebClientOptions(), url, saleId, POI);
  }

  static <T> T done(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Of payments, without what is local. */
  List<EventType> types() {
    return shop.types().stream().filter(type -> type != EventType.NEXO_PAYMENT).toList();
  }

  /** The edge stops, orderly, and starts again. */
  void restart() throws Exception {
    shop.undeploy();
    shop.closeJournal();
    shop.start();
    till = till("till-1");
  }

  /** The payload of the latest record of a type. */
  JsonObject last(EventType type) {
    List<Shop.Told> told = shop.told().stream().filter(each -> each.type() == type).toList();
    return new JsonObject(told.get(told.size() - 1).payload());
  }

  void await(EventType type) {
    Shop.await(type.name(), () -> shop.types().contains(type));
  }

  long standing() {
    return terminal.totals().getJsonObject("standingMinor").getLong("EUR", 0L);
  }

  @Override
  public void close() throws IOException {
    shop.close();
    done(world.close());
  }
}
