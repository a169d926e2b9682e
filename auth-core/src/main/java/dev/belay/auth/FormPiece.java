package dev.belay.auth;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A text that all tokens of a form have at one place, and what follows it. */
final class FormPiece {

  private final byte[] text;
  private final ClaimsBlank blank;

  /** Where a form ends, the claims that have no blank in it. */
  private final @Nullable TokenClaims fixed;

  private volatile @Nullable FormPiece next;

  /** What may stand in this one's place. */
  private volatile @Nullable FormPiece other;

  FormPiece(byte[] text, ClaimsBlank blank) {
    this(text, blank, null);
  }

  private FormPiece(byte[] text, ClaimsBlank blank, @Nullable TokenClaims fixed) {
    this.text = text;
    this.blank = blank;
    this.fixed = fixed;
  }

  /** The end of a form, with what is the same in all claims that fit it. */
  static FormPiece last(byte[] text, TokenClaims claims) {
    TokenClaims fixed = new TokenClaims();
    fixed.takeFixed(claims);
    return new FormPiece(text, ClaimsBlank.END, fixed);
  }

  int length() {
    return text.length;
  }

  ClaimsBlank blank() {
    return blank;
  }

  /** The fixed claims; null but for the last piece of a form. */
  @Nullable TokenClaims fixed() {
    return fixed;
  }

  /** The one of those that follow which stands at a place, or null. */
  @Nullable FormPiece next(byte[] json, int at) {
    FormPiece piece = next;
    while (piece != null && !piece.isAt(json, at)) {
      piece = piece.other;
    }
    return piece;
  }

  private boolean isAt(byte[] json, int at) {
    int end = at + text.length;
    return end <= json.length && Arrays.equals(json, at, end, text, 0, text.length);
  }

  /** Of those that follow, the one that says the same as another piece, or null. */
  @Nullable FormPiece nextLike(FormPiece another) {
    FormPiece piece = next;
    while (piece != null
        && !(piece.blank == another.blank && Arrays.equals(piece.text, another.text))) {
      piece = piece.other;
    }
    return piece;
  }

  /** Lets one more piece follow, after all others: the first ones of a verifier are the usual. */
  void add(FormPiece piece) {
    FormPiece before = next;
    if (before == null) {
      next = piece;
      return;
    }
    FormPiece after = before.other;
    while (after != null) {
      before = after;
      after = before.other;
    }
    before.other = piece;
  }
}
