package dev.belay.cache.redis.internal;

import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the library's exceptions of a server's error text, so that both backends agree. The text is
 * compared only, and never shown: it can repeat arguments.
 *
 * <p>Source: Redis, "RESP protocol spec" (errors) and its {@code server.c}; Upstash,
 * "Troubleshooting".
 */
public final class RedisErrors {

  private static final Pattern CODE = Pattern.compile("([A-Z][A-Z0-9]{1,19})( |$)");
  private static final String GENERIC = "ERR";
  private static final Pattern TOO_LARGE =
      Pattern.compile("err max (request|single record|record|key|field|member) size");

  private static final Map<String, Reason> UNAVAILABLE =
      Map.ofEntries(
          Map.entry("LOADING", Reason.BUSY),
          Map.entry("BUSY", Reason.BUSY),
          Map.entry("MASTERDOWN", Reason.BUSY),
          Map.entry("CLUSTERDOWN", Reason.BUSY),
          Map.entry("TRYAGAIN", Reason.BUSY),
          Map.entry("NOREPLICAS", Reason.BUSY),
          Map.entry("READONLY", Reason.READ_ONLY),
          Map.entry("OOM", Reason.FULL),
          Map.entry("MISCONF", Reason.FULL));

  private RedisErrors() {}

  /**
   * Sorts an error.
   *
   * @param what what was tried, such as a command's name
   * @param text what the server said, such as {@code WRONGTYPE Operation against a key ...}
   * @param faultOf the fault, of the error's code
   * @return the exception
   */
  public static BelayException of(
      String what, String text, Function<? super String, BackendFault> faultOf) {
    Matcher start = CODE.matcher(text);
    String code = start.lookingAt() ? start.group(1) : GENERIC;
    BackendFault fault = faultOf.apply(code);
    Reason reason = UNAVAILABLE.get(code);
    if (reason != null) {
      return RedisUnavailableException.of(what, reason, false, fault);
    }
    return switch (code) {
      case "WRONGPASS", "NOAUTH" ->
          new AccessDeniedException(
              what + " was refused: the password or token of Redis is wrong or missing", fault);
      case "NOPERM" ->
          new AccessDeniedException(
              what + " was refused: this user or token may not run it on these keys", fault);
      case "MOVED", "ASK", "CROSSSLOT" ->
          new ConfigurationException(
              what + " was refused: this is a Redis Cluster, which is not supported", fault);
      case "WRONGTYPE" ->
          new InvalidArgumentException(
              what + " was refused: the key holds another kind of value", fault);
      default -> generic(what, text.toLowerCase(Locale.ROOT), code, fault);
    };
  }

  /** What only the words tell. */
  private static BelayException generic(
      String what, String words, String code, BackendFault fault) {
    if (words.startsWith("err max daily request limit")
        || words.startsWith("err max requests limit")
        || words.startsWith("err max monthly bandwidth limit")) {
      return RedisUnavailableException.of(what, Reason.QUOTA_EXCEEDED, false, fault);
    }
    if (words.startsWith("err db capacity quota")) {
      return RedisUnavailableException.of(what, Reason.FULL, false, fault);
    }
    if (TOO_LARGE.matcher(words).lookingAt()) {
      return new InvalidArgumentException(
          what + " was refused: it is larger than the database's plan allows", fault);
    }
    if (words.startsWith("err max number of clients")
        || words.startsWith("err max concurrent connections")) {
      return RedisUnavailableException.of(what, Reason.BUSY, false, fault);
    }
    if (words.contains("invalid password") || words.startsWith("err auth ")) {
      return new AccessDeniedException(
          what + " was refused: this Redis does not take the password", fault);
    }
    if (words.startsWith("err unknown command") || words.startsWith("err command is not")) {
      return new ConfigurationException(
          what + " was refused: this Redis does not know the command; version 6.2 is needed",
          fault);
    }
    return new InvalidArgumentException(what + " was refused (" + code + ")", fault);
  }
}
