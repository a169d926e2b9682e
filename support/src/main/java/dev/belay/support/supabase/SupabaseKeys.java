package dev.belay.support.supabase;

import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What the form of a Supabase project's API key tells. Nothing is verified by it.
 *
 * @see <a href="https://supabase.com/docs/guides/api/api-keys">Supabase: API keys</a>
 */
public final class SupabaseKeys {

  static final String SECRET = "sb_secret_";

  private SupabaseKeys() {}

  /**
   * Whether a key lets its holder past row-level security, so that it goes with no user's token.
   *
   * @param key the key
   * @return true for one that begins with {@code sb_secret_}, and for the older one of {@code
   *     service_role}
   */
  public static boolean isSecret(Secret key) {
    String text = key.reveal();
    return text.startsWith(SECRET) || isOfServiceRole(text);
  }

  /** A key of the older kind is a token that says its role, some with white space around it. */
  static boolean isOfServiceRole(String key) {
    String[] parts = key.split("\\.", -1);
    try {
      return parts.length == 3
          && new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
              .replaceAll("\\s", "")
              .contains("\"role\":\"service_role\"");
    } catch (IllegalArgumentException noToken) {
      return false;
    }
  }
}
