package io.tillgate.pos;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;

/** A filter that finds nothing. */
class PassesAll implements ExchangeFilter {
  @Override
  public Exchange open(String method, String address, MultiMap headers) throws NotPassed {
    return new Open();
  }

  @Override
  public List<URI> upstreams() {
    return List.of();
  }

  static class Open implements Exchange {
    @Override
    public URI upstream() {
      return null;
    }

    @Override
    public void prepare(MultiMap headers) {}

    @Override
    public BodyFilter request(MultiMap headers) throws NotPassed {
      return new AsItIs();
    }

    @Override
    public BodyFilter response(int status, MultiMap headers) throws NotPassed {
      return new AsItIs();
    }

    @Override
    public void responseHead(MultiMap headers) throws NotPassed {}

    @Override
    public void close() {}
  }

  static class AsItIs implements BodyFilter {
    @Override
    public Buffer take(Buffer part) throws NotPassed {
      return part;
    }

    @Override
    public Buffer end() throws NotPassed {
      return Buffer.buffer();
    }

    @Override
    public void abort() {}
  }
}
