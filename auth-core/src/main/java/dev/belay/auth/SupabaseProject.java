package dev.belay.auth;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.http.ServiceAddress;
import dev.belay.support.supabase.SupabaseKeys;
import java.net.URI;
import java.util.Objects;

/**
 * One Supabase project: where it is, and the public key by which its gateway lets a caller in.
 * Immutable and safe for use by many threads.
 *
 * <p>The key is the publishable one ({@code sb_publishable_…}) or the older {@code anon} key. The
 * secret one is refused: nothing here needs it, and it would be sent along with users' own tokens.
 *
 * @see <a href="https://supabase.com/docs/guides/api/api-keys">Supabase: API keys</a>
 */
public final class SupabaseProject {

  private final URI url;
  private final Secret publishableKey;

  private SupabaseProject(URI url, Secret publishableKey) {
    this.url = url;
    this.publishableKey = publishableKey;
  }

  /**
   * Names a project.
   *
   * @param url such as {@code https://<project>.supabase.co}, without a path; {@code http} is for
   *     this machine only
   * @param publishableKey the publishable key, or the older {@code anon} key
   * @return the project
   * @throws InvalidArgumentException if the URL has another form, or the key is a secret one or
   *     cannot stand in a header; the message repeats neither
   */
  public static SupabaseProject of(URI url, Secret publishableKey) {
    Objects.requireNonNull(url, "url");
    if (SupabaseKeys.isSecret(publishableKey)) {
      throw new InvalidArgumentException("Give the publishable key, never the secret one");
    }
    Secret key = new HttpHeader("apikey", publishableKey).value();
    return new SupabaseProject(ServiceAddress.origin(url), key);
  }

  /**
   * Where the project is.
   *
   * @return the address, without a path
   */
  public URI url() {
    return url;
  }

  /**
   * Where Supabase Auth is.
   *
   * @return the address, with a slash at its end
   */
  public URI authUrl() {
    return url.resolve("/auth/v1/");
  }

  /**
   * What the project's tokens have as {@code iss}, unless it has a domain of its own.
   *
   * @return such as {@code https://<project>.supabase.co/auth/v1}
   */
  public String issuer() {
    return url.resolve("/auth/v1").toString();
  }

  /**
   * The name of the session cookie, as {@code supabase-js} makes it: from the first label of the
   * host.
   *
   * @return such as {@code sb-<project>-auth-token}
   */
  public String cookieName() {
    return "sb-" + url.getHost().split("\\.", 2)[0] + "-auth-token";
  }

  /**
   * What the gateway asks for in the header {@code apikey}.
   *
   * @return the key
   */
  public Secret publishableKey() {
    return publishableKey;
  }

  /** The address alone. */
  @Override
  public String toString() {
    return "SupabaseProject[" + url + "]";
  }
}
