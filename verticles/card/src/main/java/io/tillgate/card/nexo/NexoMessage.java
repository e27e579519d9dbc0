package io.tillgate.card.nexo;

import io.vertx.core.json.JsonObject;

/**
 * One message of the protocol: its header and its body, over the bytes in which it came. Bytes may
 * hold card data: who is done with a message zeroes them.
 *
 * @param name {@link #REQUEST} or {@link #RESPONSE}
 * @param container what stands under that name
 */
record NexoMessage(byte[] bytes, String name, Json.Node container, Header header) {
  static final String REQUEST = "SaleToPOIRequest";
  static final String RESPONSE = "SaleToPOIResponse";

  /**
   * @param serviceId of a service; null for what has a device's
   * @param deviceId of a device request (Display, Input, Print); else null
   */
  record Header(
      String messageClass,
      String category,
      String type,
      String serviceId,
      String deviceId,
      String saleId,
      String poiId,
      String protocolVersion) {

    Header {
      require(messageClass, "MessageClass");
      require(category, "MessageCategory");
      require(type, "MessageType");
      require(saleId, "SaleID");
      require(poiId, "POIID");
    }

    private static void require(String value, String name) {
      if (value == null || value.isEmpty()) {
        throw new BadNexo("MessageHeader." + name + " is missing");
      }
    }

    Header answered() {
      return new Header(
          messageClass, category, "Response", serviceId, deviceId, saleId, poiId, protocolVersion);
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      if (protocolVersion != null) json.put("ProtocolVersion", protocolVersion);
      json.put("MessageClass", messageClass)
          .put("MessageCategory", category)
          .put("MessageType", type);
      if (serviceId != null) json.put("ServiceID", serviceId);
      if (deviceId != null) json.put("DeviceID", deviceId);
      return json.put("SaleID", saleId).put("POIID", poiId);
    }
  }

  /**
   * Reads a message.
   *
   * @throws BadNexo in words for its sender
   */
  static NexoMessage read(byte[] bytes) {
    Json.Node root = Json.read(bytes);
    Json.Node request = root.get(REQUEST);
    Json.Node response = root.get(RESPONSE);
    if ((request == null) == (response == null)) {
      throw new BadNexo("the message must hold SaleToPOIRequest or SaleToPOIResponse");
    }
    Json.Node container = request != null ? request : response;
    Json.Node header = container.get("MessageHeader");
    if (header == null) throw new BadNexo("MessageHeader is missing");
    return new NexoMessage(
        bytes,
        request != null ? REQUEST : RESPONSE,
        container,
        new Header(
            header.text("MessageClass"),
            header.text("MessageCategory"),
            header.text("MessageType"),
            id(header, "ServiceID"),
            id(header, "DeviceID"),
            name(header, "SaleID"),
            name(header, "POIID"),
            header.text("ProtocolVersion")));
  }

  /** 1 to 10 characters (MessageHeader of the vendor's definition). */
  private static String id(Json.Node header, String name) {
    String id = header.text(name);
    if (id != null && (id.isEmpty() || id.length() > 10)) {
      throw new BadNexo("MessageHeader." + name + " must have 1 to 10 characters");
    }
    return id;
  }

  private static String name(Json.Node header, String name) {
    String id = header.text(name);
    if (id != null && id.length() > 64) {
      throw new BadNexo("MessageHeader." + name + " is longer than 64 characters");
    }
    return id;
  }

  /** The message's own part, for example {@code PaymentRequest}; null where it has none. */
  Json.Node body() {
    boolean isRequest = name.equals(REQUEST);
    String type =
        header.type.equals("Notification") ? "Notification" : isRequest ? "Request" : "Response";
    return container.get(header.category + type);
  }

  @Override
  public String toString() {
    return "NexoMessage[" + header + "]";
  }
}
