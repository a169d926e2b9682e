package dev.belay.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims of a token by the form of earlier ones. Safe for use by many threads.
 *
 * <p>One server writes all tokens of a project: the same names in the same order, with other values
 * between them. So the text of a good token is kept as a form, with blanks for its values, and a
 * later one is held against it piece by piece: all of it is looked at, but only what is in the
 * blanks has to be read. A form has no name twice, and neither has what fits it, since a value ends
 * at its own quote or last digit.
 *
 * <p>Forms are a tree, so that those which begin alike are tried together. They hold no value but
 * those that many users share ({@link ClaimsBlank#FIXED}). Users can make forms, by names in {@code
 * user_metadata}, so only some are kept: what fits none is read as if there were no forms.
 */
final class ClaimsForms {

  private static final int MOST_PIECES = 256;
  private static final int MOST_OF_ONE_FORM = 64;

  private final FormPiece beginning = new FormPiece(new byte[0], ClaimsBlank.FIXED);
  private int pieces;

  /**
   * Reads the claims, and keeps their form if it is a new one. Only for claims that were signed, or
   * anybody could fill this.
   *
   * @throws AuthRefusedException if they are not one JSON object, or a claim has another type
   */
  TokenClaims parse(byte[] json) {
    TokenClaims known = read(json);
    if (known != null) {
      return known;
    }
    TokenClaims plain = PlainClaims.read(json);
    if (plain == null) {
      return TokenClaims.parseAny(json);
    }
    add(FormCutter.cut(json, plain));
    return plain;
  }

  /** The claims, or null if they have no known form. */
  @SuppressWarnings("UnusedException") // The other readers say what is wrong, if anything is.
  @Nullable TokenClaims read(byte[] json) {
    try {
      TokenClaims claims = new TokenClaims();
      int at = 0;
      FormPiece piece = beginning.next(json, at);
      while (piece != null) {
        at += piece.length();
        TokenClaims fixed = piece.fixed();
        if (fixed != null) {
          claims.takeFixed(fixed);
          return at == json.length ? claims : null;
        }
        at = piece.blank().read(json, at, claims);
        piece = piece.next(json, at);
      }
    } catch (UnfamiliarJson | IndexOutOfBoundsException unusualOrCutShort) {
      return null;
    }
    return null;
  }

  private synchronized void add(List<FormPiece> form) {
    if (form.size() > MOST_OF_ONE_FORM) {
      return;
    }
    FormPiece last = beginning;
    for (FormPiece piece : form) {
      FormPiece known = last.nextLike(piece);
      if (known == null) {
        if (pieces == MOST_PIECES) {
          return;
        }
        pieces++;
        last.add(piece);
        known = piece;
      }
      last = known;
    }
  }
}
