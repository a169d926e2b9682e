package dev.belay.sql.rest;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import java.util.Set;

/**
 * What a status means where nothing else is known: an answer of the gateway, of the network in
 * front of it, or of something that is not PostgREST.
 */
final class StatusFaults {

  /**
   * Transient: overload, a restart, or a gateway that lost PostgREST. The numbers from 520 are
   * Cloudflare's; 525 and 526 are about certificates and do not pass.
   */
  private static final Set<Integer> TRANSIENT =
      Set.of(408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524);

  private StatusFaults() {}

  static BelayException of(String function, int status) {
    BackendFault fault = BackendFault.ofHttp(status, null, null);
    String subject = function + " (HTTP " + status + ")";
    if (TRANSIENT.contains(status)) {
      return new BackendUnavailableException(
          "The gateway did not get an answer in time for " + subject, fault, true);
    }
    if (status >= 500) {
      return new BackendUnavailableException("The gateway failed in " + subject, fault, false);
    }
    return switch (status) {
      case 400, 413, 414, 422 ->
          new InvalidArgumentException("The gateway refused the arguments of " + subject, fault);
      case 401, 403 ->
          new AccessDeniedException(
              "The gateway refused " + subject + ": check the API key", fault);
      case 409 -> new ConflictException("The gateway reports a conflict in " + subject, fault);
      default -> configuration(subject, status, fault);
    };
  }

  private static ConfigurationException configuration(
      String subject, int status, BackendFault fault) {
    return new ConfigurationException(
        status < 400
            ? "The address redirects " + subject + ": configure the address that it leads to"
            : "What answers at this address to " + subject + " is not PostgREST: check the URL",
        fault);
  }
}
