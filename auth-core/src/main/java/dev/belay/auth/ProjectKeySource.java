package dev.belay.auth;

import org.jspecify.annotations.Nullable;

/**
 * The project's own secret for HS256, its published keys for everything else. A token cannot have
 * itself checked by HMAC with a public key, since a published key is never a key for HMAC.
 */
final class ProjectKeySource implements KeySource {

  private final @Nullable VerificationKey secret;
  private final KeySource published;

  ProjectKeySource(@Nullable VerificationKey secret, KeySource published) {
    this.secret = secret;
    this.published = published;
  }

  @Override
  public VerificationKey find(TokenHeader header) {
    if (header.algorithm() != SignatureAlgorithm.HS256) {
      return published.find(header);
    }
    if (secret == null) {
      throw new AuthRefusedException(AuthRefusal.UNSUPPORTED_ALGORITHM);
    }
    return secret;
  }
}
