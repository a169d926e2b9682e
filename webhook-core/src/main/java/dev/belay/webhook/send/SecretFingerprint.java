package dev.belay.webhook.send;

import dev.belay.support.Secret;
import dev.belay.support.Sha256;

/**
 * Says of two secrets whether they are the same, without showing either: the first 16 hexadecimal
 * digits of a SHA-256 over a fixed text and the secret. The database computes the same.
 *
 * <p>What it does <em>not</em> do: hide a secret that can be guessed. Whoever sees the fingerprint
 * can try guesses against it, so a secret has to be random.
 */
public final class SecretFingerprint {

  private static final String CONTEXT = "belay.webhook-secret.v1:";
  private static final int DIGITS = 16;

  private SecretFingerprint() {}

  /**
   * The fingerprint of a secret.
   *
   * @param secret the secret, of which the text in UTF-8 counts
   * @return 16 hexadecimal digits in lower case
   */
  public static String of(Secret secret) {
    return Sha256.hex(CONTEXT + secret.reveal()).substring(0, DIGITS);
  }
}
