package dev.belay.webhook.send;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.webhook.verify.HmacSigner;
import dev.belay.webhook.verify.SigningSecret;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a dispatcher signs with. Immutable, and safe for use by many threads.
 *
 * <p>{@code X-Signature-HMAC} has room for one signature: that of the first secret in the list that
 * is valid at the time. {@code webhook-signature} holds one of each secret that is valid, so that a
 * receiver may know either of two while a secret is being replaced.
 *
 * <p>Where a kind has no secret at all, its header is left out. Where it has secrets and none is
 * valid, nothing is sent: a receiver would take it for a forgery, or worse, get used to it.
 */
public final class SigningSecrets {

  private static final SigningSecrets NONE = new SigningSecrets(List.of(), List.of());

  private final List<Signer<HmacSigner>> hmac;
  private final List<Signer<StandardWebhooksSigner>> standard;

  private SigningSecrets(
      List<Signer<HmacSigner>> hmac, List<Signer<StandardWebhooksSigner>> standard) {
    this.hmac = List.copyOf(hmac);
    this.standard = List.copyOf(standard);
  }

  /**
   * No secret: nothing is signed.
   *
   * @return the secrets
   */
  public static SigningSecrets none() {
    return NONE;
  }

  /**
   * The secrets of the environment: {@code HMAC_SECRET} for {@code X-Signature-HMAC}, {@code
   * WEBHOOK_SECRET} ({@code whsec_...}) for {@code webhook-signature}; and while one is being
   * replaced {@code ..._PREVIOUS} with {@code ..._PREVIOUS_UNTIL}, see {@link
   * SigningSecret#fromEnvironment}.
   *
   * @param environment the variables
   * @return the secrets, at least one
   * @throws ConfigurationException if none of the variables is set, since nothing would be signed:
   *     {@link #none} says so on purpose; if a value is malformed. The message names the variable
   */
  public static SigningSecrets fromEnvironment(Environment environment) {
    return fromEnvironment(environment, "");
  }

  /**
   * The secrets of one endpoint, under names of its own: with the prefix {@code TRIPS_} those of
   * {@code TRIPS_HMAC_SECRET} and {@code TRIPS_WEBHOOK_SECRET}, for {@link
   * EndpointOptions#secrets}.
   *
   * @param environment the variables
   * @param prefix what stands before the names
   * @return the secrets, at least one
   * @throws ConfigurationException if none of the variables is set, or a value is malformed; the
   *     message names the variable
   */
  public static SigningSecrets fromEnvironment(Environment environment, String prefix) {
    String hmac = prefix + "HMAC_SECRET";
    String standard = prefix + "WEBHOOK_SECRET";
    try {
      SigningSecrets secrets =
          of(
              SigningSecret.fromEnvironment(environment, hmac),
              SigningSecret.fromEnvironment(environment, standard));
      if (secrets.hmac.isEmpty() && secrets.standard.isEmpty()) {
        throw new ConfigurationException("Set " + hmac + " or " + standard + ": nothing is signed");
      }
      return secrets;
    } catch (InvalidArgumentException malformed) {
      throw new ConfigurationException(
          standard + " or " + standard + "_PREVIOUS: " + malformed.getMessage());
    }
  }

  /**
   * Secrets of both kinds.
   *
   * @param hmac for {@code X-Signature-HMAC}, the one to sign with first
   * @param standard for {@code webhook-signature}, each {@code whsec_} and base64
   * @return the secrets
   * @throws InvalidArgumentException if one of the second list is of another form
   */
  public static SigningSecrets of(List<SigningSecret> hmac, List<SigningSecret> standard) {
    return new SigningSecrets(
        hmac.stream().map(s -> new Signer<>(s, HmacSigner.of(s.secret()))).toList(),
        standard.stream()
            .map(s -> new Signer<>(s, StandardWebhooksSigner.of(s.secret())))
            .toList());
  }

  /**
   * The fingerprint of the secret that {@code X-Signature-HMAC} is made with at a time.
   *
   * @param now the time
   * @return the fingerprint, see {@link SecretFingerprint}, or empty where there is no such secret
   */
  public Optional<String> fingerprint(Instant now) {
    return valid(hmac, now).stream().findFirst().map(s -> SecretFingerprint.of(s.secret()));
  }

  /**
   * Whether there are secrets of a kind, and none of them is valid: nothing must be sent then.
   *
   * @param now the time
   * @return true where a receiver would have to take the request for a forgery
   */
  public boolean haveAllEnded(Instant now) {
    return (!hmac.isEmpty() && valid(hmac, now).isEmpty())
        || (!standard.isEmpty() && valid(standard, now).isEmpty());
  }

  /**
   * Signs as the runbook has it.
   *
   * @param body the bytes that are sent
   * @param now the time, which says which secrets are valid
   * @return the value of {@code X-Signature-HMAC}, or empty where there is no secret
   */
  public Optional<String> hmac(byte[] body, Instant now) {
    return valid(hmac, now).stream().findFirst().map(s -> s.signer().sign(body));
  }

  /**
   * Signs as Standard Webhooks have it.
   *
   * @param id the value of {@code webhook-id}
   * @param body the bytes that are sent
   * @param now the time, which is signed too
   * @return the value of {@code webhook-signature}, or empty where there is no secret
   */
  public Optional<String> standard(String id, byte[] body, Instant now) {
    String signatures =
        valid(standard, now).stream()
            .map(s -> s.signer().sign(id, now, body))
            .collect(Collectors.joining(" "));
    return signatures.isEmpty() ? Optional.empty() : Optional.of(signatures);
  }

  private static <S> List<Signer<S>> valid(List<Signer<S>> signers, Instant now) {
    List<Signer<S>> valid = new ArrayList<>(signers.size());
    for (Signer<S> signer : signers) {
      if (!now.isBefore(signer.window().notBefore()) && now.isBefore(signer.window().notAfter())) {
        valid.add(signer);
      }
    }
    return valid;
  }

  /** How many secrets of each kind there are. */
  @Override
  public String toString() {
    return "SigningSecrets[hmac=" + hmac.size() + ", standard=" + standard.size() + "]";
  }

  /** A secret with what signs with it, which is made once. */
  private record Signer<S>(SigningSecret window, S signer) {
    Secret secret() {
      return window.secret();
    }
  }
}
