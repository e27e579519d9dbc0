package io.tillgate.card.nexo;

import io.tillgate.card.stream.TlsFiles;
import io.tillgate.wire.RetryPace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tills and terminals that speak nexo; section {@code nexo} of {@code card}. Without it nobody
 * listens.
 *
 * @param host address to listen on. 127.0.0.1; another one only with {@code tls}
 * @param port 0: any free one. 8443
 * @param tls null: plain HTTP for tills on this machine; with {@code trust} every till must show a
 *     certificate
 * @param saleId how the edge calls itself to terminals in inquiries and reversals of its own.
 *     tillgate
 * @param answerMillis how long a terminal may take over a payment, its customer included. 150 s, as
 *     the vendor advises
 * @param requestMillis how long it may take over a question that needs no customer. 10 s
 * @param inquiryMillis how long it is asked what became of a payment before that is given up and
 *     undone. 60 s
 * @param inquiryFirstMillis the pause after the first inquiry, or try of a reversal; doubles. 1 s
 * @param inquiryLongestMillis where it stops growing. 60 s
 * @param triesBeforeParking of a reversal, after which a person must look. 12
 * @param tillReturnMillis how long a till may take to come back and ask about an approval that did
 *     not reach it, before that is undone. 60 s
 * @param rememberMillis how long a ServiceID is known. 48 h, the protocol's own
 * @param remembered closed payments that are known. 20,000
 * @param maxInFlight requests of tills that wait for terminals. 256
 * @param maxConnections of tills. 256
 * @param maxBodyBytes one message. 256 KiB: receipts with logos are large
 * @param bodyTimeoutMillis a message, from its first byte to its last. 10 s
 * @param connectTimeoutMillis to a terminal, TLS included. 5 s
 */
public record NexoSettings(
    String host,
    int port,
    TlsFiles tls,
    List<NexoTerminal> terminals,
    String saleId,
    long answerMillis,
    long requestMillis,
    long inquiryMillis,
    long inquiryFirstMillis,
    long inquiryLongestMillis,
    int triesBeforeParking,
    long tillReturnMillis,
    long rememberMillis,
    int remembered,
    int maxInFlight,
    int maxConnections,
    int maxBodyBytes,
    long bodyTimeoutMillis,
    int connectTimeoutMillis) {

  public NexoSettings {
    terminals = List.copyOf(terminals);
    if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
    if (tls != null && tls.certificate() == null) {
      throw new IllegalArgumentException("tls: tills need a certificate and a key to see");
    }
    if (tls == null && !NexoTerminal.THIS_MACHINE.contains(host)) {
      throw new IllegalArgumentException(
          "host "
              + host
              + " needs tls: card data must not cross a network in the clear"
              + " (PCI DSS 4.0.1, 4.2.1). Give tls, or listen on 127.0.0.1");
    }
    if (saleId.isEmpty() || saleId.length() > 64) {
      throw new IllegalArgumentException("saleId: 1 to 64 characters");
    }
    Set<String> names = new HashSet<>();
    for (NexoTerminal each : terminals) {
      if (!names.add(each.poiId())) {
        throw new IllegalArgumentException("terminal " + each.poiId() + " is there twice");
      }
    }
    atLeastOne("answerMillis", answerMillis);
    atLeastOne("requestMillis", requestMillis);
    atLeastOne("inquiryMillis", inquiryMillis);
    atLeastOne("inquiryFirstMillis", inquiryFirstMillis);
    atLeastOne("triesBeforeParking", triesBeforeParking);
    atLeastOne("tillReturnMillis", tillReturnMillis);
    atLeastOne("rememberMillis", rememberMillis);
    atLeastOne("remembered", remembered);
    atLeastOne("maxInFlight", maxInFlight);
    atLeastOne("maxConnections", maxConnections);
    atLeastOne("maxBodyBytes", maxBodyBytes);
    atLeastOne("bodyTimeoutMillis", bodyTimeoutMillis);
    atLeastOne("connectTimeoutMillis", connectTimeoutMillis);
    if (inquiryLongestMillis < inquiryFirstMillis) {
      throw new IllegalArgumentException("inquiryLongestMillis is below inquiryFirstMillis");
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
  }

  RetryPace pace() {
    return new RetryPace(inquiryFirstMillis, 2, inquiryLongestMillis, triesBeforeParking);
  }

  /** Null where {@code section} is absent: no nexo. */
  public static NexoSettings of(JsonObject section) {
    if (section == null) return null;
    List<NexoTerminal> terminals = new ArrayList<>();
    JsonArray named = section.getJsonArray("terminals", new JsonArray());
    for (int i = 0; i < named.size(); i++) terminals.add(NexoTerminal.of(named.getJsonObject(i)));
    return new NexoSettings(
        section.getString("host", "127.0.0.1"),
        section.getInteger("port", 8443),
        TlsFiles.of(section.getJsonObject("tls")),
        terminals,
        section.getString("saleId", "tillgate"),
        section.getLong("answerMillis", 150_000L),
        section.getLong("requestMillis", 10_000L),
        section.getLong("inquiryMillis", 60_000L),
        section.getLong("inquiryFirstMillis", 1_000L),
        section.getLong("inquiryLongestMillis", 60_000L),
        section.getInteger("triesBeforeParking", 12),
        section.getLong("tillReturnMillis", 60_000L),
        section.getLong("rememberMillis", 172_800_000L),
        section.getInteger("remembered", 20_000),
        section.getInteger("maxInFlight", 256),
        section.getInteger("maxConnections", 256),
        section.getInteger("maxBodyBytes", 262_144),
        section.getLong("bodyTimeoutMillis", 10_000L),
        section.getInteger("connectTimeoutMillis", 5_000));
  }
}
