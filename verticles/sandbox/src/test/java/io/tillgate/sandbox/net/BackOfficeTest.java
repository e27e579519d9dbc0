package io.tillgate.sandbox.net;

import static io.tillgate.sandbox.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillgate.sandbox.net.BackOffice.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackOfficeTest {
  private Vertx vertx;
  private BackOffice office;
  private WebClient client;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    office = await(BackOffice.open(vertx, 0));
    client = WebClient.create(vertx);
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void theSameSkuHasTheSamePrice() {
    JsonObject first = await(send(HttpMethod.GET, "/api/prices/85123A", "")).bodyAsJsonObject();
    JsonObject second = await(send(HttpMethod.GET, "/api/prices/85123A", "")).bodyAsJsonObject();
    assertEquals(first, second);
  }

  @Test
  void anOrderIsKeptOnceAndAnotherBodyIsRefused() {
    assertEquals(201, await(send(HttpMethod.PUT, "/api/orders/1", "a")).statusCode());
    assertEquals(200, await(send(HttpMethod.PUT, "/api/orders/1", "a")).statusCode());
    assertEquals(409, await(send(HttpMethod.PUT, "/api/orders/1", "b")).statusCode());
    assertEquals("a", await(send(HttpMethod.GET, "/api/orders/1", "")).bodyAsString());
  }

  @Test
  void eachFaultIsMetAsOftenAsAsked() {
    await(office.next(1, new Fault.Refuse(503)));
    assertEquals(503, await(send(HttpMethod.GET, "/api/prices/1", "")).statusCode());
    await(office.next(1, new Fault.Drop()));
    assertThrows(AssertionError.class, () -> await(send(HttpMethod.GET, "/api/prices/1", "")));
    await(office.next(1, new Fault.HalfBody()));
    assertThrows(AssertionError.class, () -> await(send(HttpMethod.GET, "/api/prices/1", "")));
    await(office.next(1, new Fault.Delay(20)));
    assertEquals(200, await(send(HttpMethod.GET, "/api/prices/1", "")).statusCode());
    assertEquals(200, await(send(HttpMethod.GET, "/api/prices/1", "")).statusCode());
    assertEquals(5, office.requests());
  }

  @Test
  void aDelayedRequestKeepsItsBody() {
    await(office.next(1, new Fault.Delay(20)));
    assertEquals("hello", await(send(HttpMethod.POST, "/api/echo", "hello")).bodyAsString());
  }

  @Test
  void aSilentRequestHangsWhileOthersAreServed() {
    await(office.next(1, new Fault.Silence()));
    Future<HttpResponse<Buffer>> silent = send(HttpMethod.GET, "/api/prices/1", "");
    assertEquals(200, await(send(HttpMethod.GET, "/api/prices/2", "")).statusCode());
    assertFalse(silent.isComplete());
  }

  @Test
  void anotherProcessMayOrderFaultsAndIsToldWhenTheyAreNone() {
    String fault = "{\"fault\":\"refuse\",\"status\":500,\"times\":2}";
    assertEquals(200, await(send(HttpMethod.POST, "/faults", fault)).statusCode());
    assertEquals(500, await(send(HttpMethod.GET, "/api/prices/1", "")).statusCode());
    assertEquals(400, await(send(HttpMethod.POST, "/faults", "{}")).statusCode());
  }

  private Future<HttpResponse<Buffer>> send(HttpMethod method, String path, String body) {
    return client.request(method, office.port(), "127.0.0.1", path).sendBuffer(Buffer.buffer(body));
  }
}
