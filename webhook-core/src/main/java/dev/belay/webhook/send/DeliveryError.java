package dev.belay.webhook.send;

import dev.belay.support.http.HttpExchangeException;
import java.util.Locale;

/**
 * Why an attempt did not deliver: a closed set of words, which the attempt log, spans and metrics
 * show. Nothing that a receiver has said is among them.
 */
public enum DeliveryError {

  /** A status of 300 to 399: redirects are not followed, the next host would get the signature. */
  REDIRECTED,
  /** A status of 400 to 499 other than 410 and 429. */
  CLIENT_ERROR,
  /** Status 410: the receiver wants no more of it. The endpoint is disabled. */
  GONE,
  /** Status 429. */
  RATE_LIMITED,
  /** A status of 500 to 599. */
  SERVER_ERROR,
  /** Any other status that is none of success. */
  UNEXPECTED_STATUS,
  /** The URL is not one that can be called. Nothing was sent. */
  INVALID_URL,
  /** There is no URL for the endpoint any more. Nothing was sent. */
  NO_URL,
  /** Secrets are configured, and none of them is valid now. Nothing was sent. */
  NO_VALID_SECRET,
  /** The destination is not public, or not https, and its host is not a trusted one. */
  ADDRESS_REFUSED,
  /** The host's name has no address. */
  UNKNOWN_HOST,
  /** No connection came about. */
  CONNECT_FAILED,
  /** No connection came about in time. */
  CONNECT_TIMED_OUT,
  /** The receiver's certificate or protocol was not accepted. */
  TLS_FAILED,
  /** There was no whole answer in time. */
  TIMED_OUT,
  /** The connection broke before the answer was whole. */
  CONNECTION_LOST,
  /** What came back is not HTTP. */
  MALFORMED_ANSWER,
  /** The dispatcher was stopped before there was an answer. */
  INTERRUPTED,
  /** It was claimed more often than it may be: dispatchers ended while they had it. */
  ATTEMPTS_EXHAUSTED,
  /** The HTTP client had no room, or failed in a way that it should not. */
  CLIENT_FAILED;

  /**
   * The word by which the database and telemetry know it.
   *
   * @return the name in lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether it says something of the endpoint rather than of the one delivery.
   *
   * @return true where others that wait for the endpoint would fare no better
   */
  public boolean isOfTheEndpoint() {
    return switch (this) {
      case CLIENT_ERROR, GONE, REDIRECTED, UNEXPECTED_STATUS -> false;
      case INTERRUPTED, ATTEMPTS_EXHAUSTED, CLIENT_FAILED -> false;
      case INVALID_URL, NO_URL, NO_VALID_SECRET, ADDRESS_REFUSED -> true;
      case RATE_LIMITED, SERVER_ERROR, MALFORMED_ANSWER -> true;
      case UNKNOWN_HOST, CONNECT_FAILED, CONNECT_TIMED_OUT, TLS_FAILED -> true;
      case TIMED_OUT, CONNECTION_LOST -> true;
    };
  }

  /**
   * Of an answer that is none of success.
   *
   * @param status the answer's status, not 200 to 299
   * @return the error
   */
  public static DeliveryError ofStatus(int status) {
    if (status == 410) {
      return GONE;
    }
    if (status == 429) {
      return RATE_LIMITED;
    }
    return switch (status / 100) {
      case 3 -> REDIRECTED;
      case 4 -> CLIENT_ERROR;
      case 5 -> SERVER_ERROR;
      default -> UNEXPECTED_STATUS;
    };
  }

  /**
   * Of an exchange without an answer.
   *
   * @param reason why there was none
   * @return the error
   */
  public static DeliveryError of(HttpExchangeException.Reason reason) {
    return switch (reason) {
      case UNKNOWN_HOST -> UNKNOWN_HOST;
      case ADDRESS_REFUSED -> ADDRESS_REFUSED;
      case CONNECT_FAILED -> CONNECT_FAILED;
      case CONNECT_TIMED_OUT -> CONNECT_TIMED_OUT;
      case TLS_FAILED -> TLS_FAILED;
      case TIMED_OUT -> TIMED_OUT;
      case CONNECTION_LOST -> CONNECTION_LOST;
      case MALFORMED_ANSWER, BODY_TOO_LARGE -> MALFORMED_ANSWER;
      case INTERRUPTED -> INTERRUPTED;
      case TOO_MANY_CALLS, CLIENT_FAILED -> CLIENT_FAILED;
    };
  }
}
