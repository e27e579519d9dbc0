package io.tillgate.card.vault;

import io.tillgate.journal.Entry;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.SealedForVault;
import io.tillgate.wire.Pan;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives the journal a sealed card number of each card that is seen, once in a while: a card that
 * was given lately is not given again. State of the card context.
 */
public final class VaultFeed {
  /** Cards remembered as given; about 10 MB. */
  static final int REMEMBERED = 50_000;

  private final VaultSealer sealer;
  private final Consumer<Entry> journal;
  private final Set<String> given =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  /**
   * @param journal takes an entry and makes it durable when it can; nothing waits for it
   */
  public VaultFeed(VaultSealer sealer, Consumer<Entry> journal) {
    this.sealer = sealer;
    this.journal = journal;
  }

  /** False where it was given lately. */
  boolean remember(String token) {
    return given.add(token);
  }

  /** A card was seen. */
  public void seen(Pan pan, String token) {
    if (!remember(token)) return;
    SealedForVault sealed = sealer.seal(pan.bytes(), pan.length(), token);
    journal.accept(
        new Entry(
            EventType.SEALED_FOR_VAULT.code(),
            token.getBytes(StandardCharsets.UTF_8),
            RetailJson.write(sealed)));
  }
}
