package dev.belay.benchmarks;

import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.support.Secret;

/** Our envelope, through the public API. */
final class BelaySealer implements Sealer {

  private final EnvelopeCipher cipher =
      EnvelopeCipher.of(KeyRing.of("bench", KeyRing.generateKey()));
  private final EnvelopeContext context = new EnvelopeContext(USER, SERVICE);
  private final Secret key = Secret.of(KEY);
  private final String sealed = cipher.seal(key, context);

  @Override
  public Object seal() {
    return cipher.seal(key, context);
  }

  @Override
  public Object open() {
    return cipher.open(sealed, context);
  }
}
