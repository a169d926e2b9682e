package dev.belay.sql.rest;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.supabase.SupabaseKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers that say who calls, checked once.
 *
 * <p>A key that begins with {@code sb_} is not a JWT: it goes into {@code apikey} alone, and the
 * gateway makes a token of it. A key of the older kind is a JWT and goes into both headers. A
 * user's token takes the place of the key in {@code Authorization} (Supabase, "Understanding API
 * keys").
 */
final class Credential {

  private static final String API_KEY = "apikey";
  private static final String AUTHORIZATION = "Authorization";
  private static final String OPAQUE = "sb_";

  private final List<HttpHeader> headers;

  private Credential(List<HttpHeader> headers) {
    this.headers = List.copyOf(headers);
  }

  static Credential of(Secret key, @Nullable Secret userToken) {
    List<HttpHeader> headers = new ArrayList<>();
    headers.add(new HttpHeader(API_KEY, key));
    boolean opaque = key.reveal().startsWith(OPAQUE);
    if (userToken == null) {
      if (!opaque) {
        headers.add(bearer(key));
      }
      return new Credential(headers);
    }
    if (SupabaseKeys.isSecret(key)) {
      throw new InvalidArgumentException(
          "A user's token goes with the publishable key, never with the secret one");
    }
    if (userToken.reveal().startsWith(OPAQUE)) {
      throw new InvalidArgumentException("A user's token is a JWT, not an API key");
    }
    headers.add(bearer(userToken));
    return new Credential(headers);
  }

  void applyTo(HttpCall.Builder call) {
    headers.forEach(call::header);
  }

  /** The token is checked by itself first: a space at its start would pass behind "Bearer". */
  private static HttpHeader bearer(Secret token) {
    Secret checked = new HttpHeader(AUTHORIZATION, token).value();
    return new HttpHeader(AUTHORIZATION, Secret.of("Bearer " + checked.reveal()));
  }
}
