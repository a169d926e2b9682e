package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.support.ConfigurationException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * What a check of a key has found. Immutable.
 *
 * <p>It is made of fixed words and a time: nothing that a provider has said is in it, since that
 * can repeat a part of the key.
 *
 * @param reason why, which also tells the state
 * @param checkedAt when the check began, in whole microseconds
 */
public record KeyHealth(Reason reason, Instant checkedAt) {

  /**
   * Cuts the time to what the database can store.
   *
   * @param reason why
   * @param checkedAt when the check began
   */
  public KeyHealth {
    Objects.requireNonNull(reason, "reason");
    checkedAt = Objects.requireNonNull(checkedAt, "checkedAt").truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * The state.
   *
   * @return the state that the reason belongs to
   */
  public State state() {
    return reason.state;
  }

  /** Reads what {@link Reason#word()} wrote. */
  static KeyHealth stored(String reason, Instant checkedAt) {
    return Arrays.stream(Reason.values())
        .filter(known -> known.word().equals(reason))
        .findFirst()
        .map(known -> new KeyHealth(known, checkedAt))
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "The database holds a key's health that this version of the library does not"
                        + " know: update the library"));
  }

  private static String wordOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** How a key is. */
  public enum State {

    /** The provider accepts the key. */
    VALID,

    /** The provider refuses the key: the user has to enter another one. */
    INVALID,

    /** The key is real, and was not given the right that the check needs. It may serve. */
    RESTRICTED,

    /** The key is real, and what it may spend is used up. */
    NO_QUOTA,

    /** The provider could not be asked, or failed. Nothing is known of the key. */
    UNREACHABLE,

    /** The provider was not asked, or its answer says nothing of the key. */
    UNKNOWN;

    /**
     * The word by which the database stores it.
     *
     * @return the name in lower case
     */
    public String word() {
      return wordOf(this);
    }
  }

  /** Why a key is in its state. */
  public enum Reason {

    /** The provider answered as it does for a good key. */
    ACCEPTED(State.VALID),

    /** The provider says that there is no such key. */
    REJECTED(State.INVALID),

    /** The provider says that the key, or the team that it belongs to, is blocked or disabled. */
    BLOCKED(State.INVALID),

    /** The text cannot be a key; it was not sent. */
    MALFORMED(State.INVALID),

    /** The provider says that the key lacks a scope. */
    MISSING_SCOPE(State.RESTRICTED),

    /** The provider knows the key and forbids the check, with a 403. */
    FORBIDDEN(State.RESTRICTED),

    /** The credit or the key's own limit is used up. */
    NO_CREDIT(State.NO_QUOTA),

    /** The provider's name has no address. */
    HOST_NOT_FOUND(State.UNREACHABLE),

    /** No connection came about. */
    CONNECT_FAILED(State.UNREACHABLE),

    /** The provider's certificate or protocol was not accepted. */
    TLS_FAILED(State.UNREACHABLE),

    /** There was no whole answer in time, be it because of other checks that took too long. */
    TIMED_OUT(State.UNREACHABLE),

    /** The connection broke before the answer was whole. */
    CONNECTION_LOST(State.UNREACHABLE),

    /** The provider answered with a status from 500 on. */
    PROVIDER_FAILED(State.UNREACHABLE),

    /** The provider takes no more requests for now. */
    RATE_LIMITED(State.UNKNOWN),

    /** The answer is not one that the provider documents: an error page, half a JSON text. */
    UNEXPECTED_ANSWER(State.UNKNOWN),

    /** The answer is larger than 1 MiB, and was not read. */
    ANSWER_TOO_LARGE(State.UNKNOWN),

    /** The user's gateway is at an address that may not be called; the key was not sent. */
    ADDRESS_REFUSED(State.UNKNOWN),

    /** What is stored cannot be opened: see {@link EnvelopeException}. The key was not sent. */
    UNREADABLE(State.UNKNOWN),

    /** The service is not in the {@link ProviderRegistry}. The key was not sent. */
    NO_PROVIDER(State.UNKNOWN),

    /** The HTTP client failed in a way that it should not, or had no room for one more call. */
    CHECK_FAILED(State.UNKNOWN);

    private final State state;

    Reason(State state) {
      this.state = state;
    }

    /**
     * The state that it belongs to.
     *
     * @return the state
     */
    public State state() {
      return state;
    }

    /**
     * The word by which the database stores it.
     *
     * @return the name in lower case
     */
    public String word() {
      return wordOf(this);
    }
  }
}
