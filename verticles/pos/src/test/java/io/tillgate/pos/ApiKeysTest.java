package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  private static final String KEY = "kJ4vXq0s8b2mZ7pT1cYw";

  @TempDir Path directory;

  @Test
  void onlyAKnownKeyOpensTheEventApi() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
    JsonObject key =
        new JsonObject().put("name", "till-1").put("sha256", HexFormat.of().formatHex(hash));
    JsonObject other = new JsonObject().put("name", "till-2").put("sha256", "00".repeat(32));
    Edge edge =
        new Edge(directory, new JsonObject().put("apiKeys", new JsonArray().add(other).add(key)));
    assertEquals(401, status(edge, null));
    assertEquals(401, status(edge, "Bearer wrong"));
    assertEquals(401, status(edge, "Basic " + KEY));
    assertEquals(401, status(edge, "Bearer "));
    assertEquals(0, edge.records().size());
    assertEquals(201, status(edge, "Bearer " + KEY));
    assertEquals(201, status(edge, "bearer " + KEY));
    assertEquals(401, edge.get("/v1/schemas").statusCode());
    edge.close();
  }

  private static int status(Edge edge, String authorization) throws Exception {
    var request = edge.request("/v1/sales", Till.sale().encode());
    if (authorization != null) request.header("authorization", authorization);
    HttpResponse<String> answer = edge.send(request.build());
    assertFalse(answer.body().contains(KEY));
    return answer.statusCode();
  }
}
