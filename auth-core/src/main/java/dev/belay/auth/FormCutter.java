package dev.belay.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts claims that {@link PlainClaims} has read into what stands between their values. */
final class FormCutter {

  private final byte[] json;
  private final List<FormPiece> pieces = new ArrayList<>();
  private int at;

  /** Where the next piece begins. */
  private int from;

  private int depth;

  /** What the values of the outermost object's member are that is read now. */
  private ClaimsBlank claim = ClaimsBlank.FIXED;

  private FormCutter(byte[] json) {
    this.json = json;
  }

  static List<FormPiece> cut(byte[] json, TokenClaims claims) {
    return new FormCutter(json).pieces(claims);
  }

  private List<FormPiece> pieces(TokenClaims claims) {
    while (at < json.length) {
      byte sign = json[at];
      if (sign == '"') {
        string();
      } else if (sign >= '0' && sign <= '9') {
        number();
      } else {
        depth += sign == '{' || sign == '[' ? 1 : sign == '}' || sign == ']' ? -1 : 0;
        at++;
      }
    }
    pieces.add(FormPiece.last(Arrays.copyOfRange(json, from, at), claims));
    return pieces;
  }

  private void string() {
    int start = at + 1;
    int end = JsonBytes.endOfString(json, start);
    if (json[end + 1] != ':') {
      blank(claim, start, end);
    } else if (depth == 1) {
      claim = ClaimsBlank.ofClaim(new String(json, start, end - start, StandardCharsets.US_ASCII));
    }
    at = end + 1;
  }

  private void number() {
    int end = JsonBytes.endOfNumber(json, at);
    blank(claim == ClaimsBlank.TEXT ? ClaimsBlank.NUMBER : claim, at, end);
    at = end;
  }

  private void blank(ClaimsBlank kind, int start, int end) {
    if (kind != ClaimsBlank.FIXED && start < end) {
      pieces.add(new FormPiece(Arrays.copyOfRange(json, from, start), kind));
      from = end;
    }
  }
}
