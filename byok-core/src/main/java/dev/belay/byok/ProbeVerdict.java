package dev.belay.byok;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpReply;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads from a provider's answer, or from its absence, what it says of the key.
 *
 * <p>A key is called bad only where the provider says so in JSON. Whatever a proxy, an overload or
 * a broken connection can cause says nothing of the key.
 */
final class ProbeVerdict {

  private static final List<String> ERROR_TEXTS = List.of("/error/message", "/error", "/message");
  private static final List<String> ERROR_CODES = List.of("/error/code", "/error/type", "/code");

  /** OpenAI answers so where a restricted key lacks the scope for the list of models. */
  private static final List<String> SCOPE_TEXTS =
      List.of("missing scope", "insufficient permission");

  /** What is not here failed on our side. */
  private static final Map<HttpExchangeException.Reason, Reason> OF_FAILURE =
      Map.of(
          HttpExchangeException.Reason.UNKNOWN_HOST, Reason.HOST_NOT_FOUND,
          HttpExchangeException.Reason.ADDRESS_REFUSED, Reason.ADDRESS_REFUSED,
          HttpExchangeException.Reason.CONNECT_FAILED, Reason.CONNECT_FAILED,
          HttpExchangeException.Reason.TLS_FAILED, Reason.TLS_FAILED,
          HttpExchangeException.Reason.CONNECT_TIMED_OUT, Reason.TIMED_OUT,
          HttpExchangeException.Reason.TIMED_OUT, Reason.TIMED_OUT,
          HttpExchangeException.Reason.CONNECTION_LOST, Reason.CONNECTION_LOST,
          HttpExchangeException.Reason.BODY_TOO_LARGE, Reason.ANSWER_TOO_LARGE,
          HttpExchangeException.Reason.MALFORMED_ANSWER, Reason.UNEXPECTED_ANSWER);

  private ProbeVerdict() {}

  static Reason of(KeyProbe probe, HttpReply reply) {
    Optional<JsonFacts> facts = JsonFacts.read(reply.body());
    int status = reply.status();
    if (status >= 500) {
      return Reason.PROVIDER_FAILED;
    }
    return switch (status) {
      case 200 -> facts.map(answer -> ofSuccess(probe, answer)).orElse(Reason.UNEXPECTED_ANSWER);
      case 400 ->
          facts
              .filter(error -> says(error, probe.wrongKeyTexts()))
              .map(error -> Reason.REJECTED)
              .orElse(Reason.UNEXPECTED_ANSWER);
      case 401 ->
          facts.map(error -> ofRefusal(error, Reason.REJECTED)).orElse(Reason.UNEXPECTED_ANSWER);
      case 402 -> Reason.NO_CREDIT;
      case 403 ->
          facts.map(error -> ofRefusal(error, Reason.FORBIDDEN)).orElse(Reason.UNEXPECTED_ANSWER);
      case 429 ->
          facts
              .filter(error -> isCode(error, "insufficient_quota"))
              .map(error -> Reason.NO_CREDIT)
              .orElse(Reason.RATE_LIMITED);
      default -> Reason.UNEXPECTED_ANSWER;
    };
  }

  /** An interruption is of our own making, and no finding. */
  static Reason of(HttpExchangeException failure) {
    if (failure.reason() == HttpExchangeException.Reason.INTERRUPTED) {
      throw failure;
    }
    return OF_FAILURE.getOrDefault(failure.reason(), Reason.CHECK_FAILED);
  }

  private static Reason ofSuccess(KeyProbe probe, JsonFacts answer) {
    if (!probe.proofs().stream().allMatch(answer::has)) {
      return Reason.UNEXPECTED_ANSWER;
    }
    if (texts(answer, probe.blockedBy()).anyMatch("true"::equals)) {
      return Reason.BLOCKED;
    }
    return texts(answer, probe.remaining()).anyMatch(ProbeVerdict::isUsedUp)
        ? Reason.NO_CREDIT
        : Reason.ACCEPTED;
  }

  private static Reason ofRefusal(JsonFacts error, Reason otherwise) {
    if (says(error, SCOPE_TEXTS)) {
      return Reason.MISSING_SCOPE;
    }
    return isCode(error, "invalid_api_key") ? Reason.REJECTED : otherwise;
  }

  private static boolean says(JsonFacts error, List<String> parts) {
    return texts(error, ERROR_TEXTS)
        .map(ProbeVerdict::lower)
        .anyMatch(text -> parts.stream().anyMatch(part -> text.contains(lower(part))));
  }

  private static boolean isCode(JsonFacts error, String code) {
    return texts(error, ERROR_CODES).anyMatch(code::equals);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static Stream<String> texts(JsonFacts facts, List<String> pointers) {
    return pointers.stream().flatMap(pointer -> facts.text(pointer).stream());
  }

  /** Vercel writes the amount as a text, OpenRouter as a number or null. */
  private static boolean isUsedUp(String amount) {
    return amount.matches("-?\\d{1,15}(\\.\\d{1,30})?") && new BigDecimal(amount).signum() <= 0;
  }
}
