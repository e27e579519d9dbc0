package io.tillgate.card.filter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.keys.TokenFormat;
import io.tillgate.card.keys.Tokenizer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Keeps card numbers out of the traffic between tills and their back office: tokens take their
 * place in bodies, both ways; an address or a header that holds one does not pass. A number passes
 * only as it came in the very request, and only to an upstream that a route lists for it: from a
 * token no number is ever made here. One context.
 */
public final class ProxyFilter {
  static final String OTHER_TRAFFIC = "other traffic";

  private final List<Entry> entries = new ArrayList<>();
  private final Policy others;
  private final Tokens tokens;
  private final Findings findings;
  private final HeadScreen heads = new HeadScreen();
  private final AtomicInteger open = new AtomicInteger();

  private record Entry(FilterRoute route, Pattern path, Policy policy) {
    boolean fits(String method, String address, boolean request) {
      return route.direction().has(request)
          && (route.methods().isEmpty() || route.methods().contains(method))
          && path.matcher(address).matches();
    }
  }

  /** What holds for the bodies of one direction. */
  record Chosen(String route, Policy policy, Content content, URI upstream) {}

  /**
   * @param tokenizer of the box's form, of the context that asks
   * @param textTokenizer of {@link TokenFormat#TEXT}, of the same
   */
  public ProxyFilter(
      FilterSettings settings,
      Tokenizer tokenizer,
      Tokenizer textTokenizer,
      Cases cases,
      MeterRegistry metrics) {
    this.others = Policies.net(settings.otherNumbers());
    for (FilterRoute route : settings.routes()) {
      Policy policy = Policies.of(route, settings.otherNumbers());
      entries.add(new Entry(route, route.pattern(), policy));
    }
    this.tokens = new Tokens(tokenizer, textTokenizer);
    this.findings = new Findings(cases, metrics);
    Gauge.builder("tillgate.card.filter.exchanges", open, AtomicInteger::get).register(metrics);
  }

  /** Every upstream that a route names. */
  public List<URI> upstreams() {
    return entries.stream()
        .map(entry -> entry.route().upstream())
        .filter(upstream -> upstream != null)
        .distinct()
        .toList();
  }

  /**
   * A request's head is here. The exchange has to be closed.
   *
   * @param address path and query, as they came
   * @throws Refused where it may not pass
   */
  public FilteredExchange open(
      String method, String address, Iterable<Map.Entry<String, String>> headers) {
    int query = address.indexOf('?');
    String path = query < 0 ? address : address.substring(0, query);
    Chosen request = chosen(method, path, true);
    Findings.Place place = new Findings.Place(request.route(), true);
    screen(place, address, headers);
    open.incrementAndGet();
    return new FilteredExchange(this, method, request, chosen(method, path, false));
  }

  private Chosen chosen(String method, String path, boolean request) {
    for (Entry entry : entries) {
      if (!entry.fits(method, path, request)) continue;
      FilterRoute route = entry.route();
      return new Chosen(route.path(), entry.policy(), route.read(), route.upstream());
    }
    return new Chosen(OTHER_TRAFFIC, others, null, null);
  }

  void screen(Findings.Place place, String address, Iterable<Map.Entry<String, String>> headers) {
    String where = heads.find(address, headers);
    if (where == null) return;
    findings.inHead(place, where);
    throw refused(
        place,
        new Refused(
            Refused.Reason.CARD_IN_HEAD,
            "card data in the " + where + " are not passed on: they would be logged on the way"));
  }

  Refused refused(Findings.Place place, Refused refused) {
    findings.refused(place, refused.reason());
    return refused;
  }

  BodyScreen body(Chosen chosen, boolean request, String type, String encoding) {
    Findings.Place place = new Findings.Place(chosen.route(), request);
    BodyTakes takes = new BodyTakes(chosen.policy(), tokens, findings, place);
    try {
      String coding = Coding.of(encoding);
      return new BodyScreen(takes, chosen.content(), type, coding, findings, place);
    } catch (Refused refused) {
      throw refused(place, refused);
    }
  }

  void closed() {
    open.decrementAndGet();
  }
}
