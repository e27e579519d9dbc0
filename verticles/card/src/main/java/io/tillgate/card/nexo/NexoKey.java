package io.tillgate.card.nexo;

/** What names a service for 48 hours: the till, the terminal and the till's number for it. */
record NexoKey(String saleId, String poiId, String serviceId) {
  static NexoKey of(NexoMessage.Header header) {
    if (header.serviceId() == null) throw new BadNexo("MessageHeader.ServiceID is missing");
    return new NexoKey(header.saleId(), header.poiId(), header.serviceId());
  }
}
