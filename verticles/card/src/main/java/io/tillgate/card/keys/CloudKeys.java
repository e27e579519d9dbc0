package io.tillgate.card.keys;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;

/**
 * Key-encryption keys in a cloud's key service. It is asked at the start, at a rotation and when a
 * ring is taken up, never for a payment. So a store whose line is down sells on, but a box that
 * restarts meanwhile does not open its ring: for boxes in stores a module or a file is the better
 * place.
 *
 * <p>A call that fails is made again up to {@link #TRIES} times within {@code patience}; a refusal
 * is final at once.
 */
public final class CloudKeys implements KeyProvider {
  static final String KIND = "kms";
  static final int TRIES = 4;
  private static final long FIRST_PAUSE_MILLIS = 100;

  private final CloudKms service;
  private final Duration patience;

  /**
   * @param patience for one answer, all tries together
   */
  public CloudKeys(CloudKms service, Duration patience) {
    this.service = service;
    this.patience = patience;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public KeyWrap open(String name) throws BadKeyRing {
    String key =
        name.substring(KIND.length() + 1, Math.max(KIND.length() + 1, name.lastIndexOf(':')));
    KeyWrap wrap = asked("open " + key, () -> wrapOf(key));
    if (wrap.name().equals(name)) return wrap;
    throw new BadKeyRing(
        "the key service's key is %s, the ring was made with %s: name the right account or region"
            .formatted(wrap.name(), name));
  }

  @Override
  public KeyWrap create() throws BadKeyRing {
    return asked("make a key", () -> wrapOf(answer(service::createKey)));
  }

  @Override
  public void destroy(String name) throws BadKeyRing {
    String key = name.substring(KIND.length() + 1, name.lastIndexOf(':'));
    asked("destroy " + key, () -> answer(() -> service.destroyKey(key)));
  }

  private KeyWrap wrapOf(String key) throws GeneralSecurityException {
    String check = answer(() -> service.checkValue(key));
    return new Wrap(key, "%s:%s:%s".formatted(KIND, key, check));
  }

  private interface Question<T> {
    T ask() throws GeneralSecurityException;
  }

  private static <T> T asked(String what, Question<T> question) throws BadKeyRing {
    try {
      return question.ask();
    } catch (GeneralSecurityException e) {
      throw new BadKeyRing("the key service does not " + what + ": " + e.getMessage(), e);
    }
  }

  private <T> T answer(Supplier<CompletableFuture<T>> call) throws GeneralSecurityException {
    long deadline = System.nanoTime() + patience.toNanos();
    Throwable last = null;
    for (int tried = 0; tried < TRIES && System.nanoTime() < deadline; tried++) {
      try {
        if (tried > 0) TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MILLIS << tried - 1);
        return call.get().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        last = e.getCause();
        if (last instanceof CloudKms.Denied) throw new AEADBadTagException(last.getMessage());
      } catch (TimeoutException e) {
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KeysOutOfReach("the wait for the key service was interrupted", e);
      }
    }
    throw new KeysOutOfReach(
        "the key service does not answer (%s); see to the line, then try again"
            .formatted(last instanceof TimeoutException ? "time-out" : String.valueOf(last)),
        last);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "CloudKeys";
  }

  /** One key of the service. */
  private final class Wrap implements KeyWrap {
    private final String key;
    private final String name;

    Wrap(String key, String name) {
      this.key = key;
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public byte[] wrap(byte[] plain, byte[] context) throws GeneralSecurityException {
      return answer(() -> service.encrypt(key, plain, context));
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
      return answer(() -> service.decrypt(key, wrapped, context));
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return name;
    }
  }
}
