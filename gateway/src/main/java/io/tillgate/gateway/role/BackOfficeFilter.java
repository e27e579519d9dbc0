package io.tillgate.gateway.role;

import io.tillgate.card.filter.BodyScreen;
import io.tillgate.card.filter.FilteredExchange;
import io.tillgate.card.filter.ProxyFilter;
import io.tillgate.card.filter.Refused;
import io.tillgate.pos.BodyFilter;
import io.tillgate.pos.ExchangeFilter;
import io.tillgate.pos.NotPassed;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/** The card room's filter as the tills' room knows it: the two rooms do not know each other. */
final class BackOfficeFilter implements ExchangeFilter {
  private final ProxyFilter filter;

  BackOfficeFilter(ProxyFilter filter) {
    this.filter = filter;
  }

  @Override
  public List<URI> upstreams() {
    return filter.upstreams();
  }

  @Override
  public Exchange open(String method, String address, MultiMap headers) throws NotPassed {
    return new Open(passed(() -> filter.open(method, address, headers)));
  }

  private static <T> T passed(Supplier<T> step) throws NotPassed {
    try {
      return step.get();
    } catch (Refused refused) {
      throw new NotPassed(status(refused), refused.reason().type(), refused.getMessage());
    }
  }

  private static int status(Refused refused) {
    return switch (refused.reason()) {
      case CARD_IN_HEAD, PARTIAL, TOO_DEEP -> 400;
      case UNREADABLE -> 415;
      case CARD_IN_BODY -> 422;
    };
  }

  private record Open(FilteredExchange exchange) implements Exchange {
    @Override
    public URI upstream() {
      return exchange.upstream();
    }

    @Override
    public void prepare(MultiMap headers) {
      exchange.prepare(headers);
    }

    @Override
    public BodyFilter request(MultiMap headers) throws NotPassed {
      return new Body(passed(() -> exchange.request(headers)));
    }

    @Override
    public BodyFilter response(int status, MultiMap headers) throws NotPassed {
      return new Body(passed(() -> exchange.response(status, headers)));
    }

    @Override
    public void responseHead(MultiMap headers) throws NotPassed {
      passed(
          () -> {
            exchange.responseHead(headers);
            return null;
          });
    }

    @Override
    public void close() {
      exchange.close();
    }
  }

  private record Body(BodyScreen screen) implements BodyFilter {
    @Override
    public Buffer take(Buffer part) throws NotPassed {
      return passed(() -> screen.take(part));
    }

    @Override
    public Buffer end() throws NotPassed {
      return passed(screen::end);
    }

    @Override
    public void abort() {
      screen.abort();
    }
  }
}
