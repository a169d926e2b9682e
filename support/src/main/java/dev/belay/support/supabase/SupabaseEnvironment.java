package dev.belay.support.supabase;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.http.ServiceAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a Supabase project from the environment. What is public is also read under the name that a
 * Next.js front end beside the service has for it, {@code NEXT_PUBLIC_…}.
 *
 * <p>Every refusal names the variable, and none repeats its value. Immutable, and safe for use by
 * many threads; each method asks the environment anew.
 *
 * @see <a href="https://supabase.com/docs/guides/api/api-keys">Supabase: API keys</a>
 */
public final class SupabaseEnvironment {

  private static final String PUBLIC = "NEXT_PUBLIC_";
  private static final String URL = "SUPABASE_URL";
  private static final String PUBLISHABLE_KEY = "SUPABASE_PUBLISHABLE_KEY";
  private static final String SECRET_KEY = "SUPABASE_SECRET_KEY";
  private static final String SERVICE_ROLE_KEY = "SUPABASE_SERVICE_ROLE_KEY";
  private static final String JWT_SECRET = "SUPABASE_JWT_SECRET";

  private static final String PUBLISHABLE = "sb_publishable_";
  private static final String SECRET = SupabaseKeys.SECRET;
  private static final int SHORTEST_JWT_SECRET = 32;

  private final Environment environment;

  private SupabaseEnvironment(Environment environment) {
    this.environment = environment;
  }

  /**
   * A reader.
   *
   * @param environment where the variables are looked up
   * @return the reader
   */
  public static SupabaseEnvironment of(Environment environment) {
    return new SupabaseEnvironment(Objects.requireNonNull(environment, "environment"));
  }

  /**
   * Where the project is: {@code SUPABASE_URL} or {@code NEXT_PUBLIC_SUPABASE_URL}.
   *
   * @return such as {@code https://<project>.supabase.co}, without a path
   * @throws ConfigurationException if it is missing, malformed, or set twice to different values
   */
  @SuppressWarnings("UnusedException") // It repeats the address.
  public URI url() {
    String name = eitherName(URL);
    Optional<String> text = environment.get(name);
    if (text.isEmpty()) {
      throw missing(URL, PUBLIC + URL);
    }
    try {
      return ServiceAddress.origin(new URI(text.get()));
    } catch (URISyntaxException e) {
      throw new ConfigurationException(name + " is not a URL");
    } catch (InvalidArgumentException refused) {
      throw new ConfigurationException(name + ": " + refused.getMessage());
    }
  }

  /**
   * What lets a caller in as whoever their token says: {@code SUPABASE_PUBLISHABLE_KEY}, or the
   * older {@code SUPABASE_ANON_KEY}, each also with {@code NEXT_PUBLIC_} before it.
   *
   * @return the key, or empty where there is none
   * @throws ConfigurationException if it is malformed, a secret one, or set twice to different
   *     values
   */
  public Optional<Secret> publishableKey() {
    String newer = eitherName(PUBLISHABLE_KEY);
    if (environment.get(newer).isPresent()) {
      return key(newer, PUBLISHABLE, SECRET);
    }
    String older = eitherName("SUPABASE_ANON_KEY");
    Optional<Secret> key = key(older, "", SECRET);
    if (key.isPresent() && SupabaseKeys.isOfServiceRole(key.get().reveal())) {
      throw new ConfigurationException(older + " must not be the key of service_role");
    }
    return key;
  }

  /**
   * As {@link #publishableKey()}, where nothing goes without it.
   *
   * @return the key
   * @throws ConfigurationException if it is missing too
   */
  public Secret requirePublishableKey() {
    return required(publishableKey(), PUBLISHABLE_KEY, PUBLIC + PUBLISHABLE_KEY);
  }

  /**
   * What a service acts with as {@code service_role}: {@code SUPABASE_SECRET_KEY}, or the older
   * {@code SUPABASE_SERVICE_ROLE_KEY}. Neither is read under a public name.
   *
   * @return the key, or empty where there is none
   * @throws ConfigurationException if it is malformed or a publishable one
   */
  public Optional<Secret> secretKey() {
    return environment.get(SECRET_KEY).isPresent()
        ? key(SECRET_KEY, SECRET, PUBLISHABLE)
        : key(SERVICE_ROLE_KEY, "", PUBLISHABLE);
  }

  /**
   * As {@link #secretKey()}, where nothing goes without it.
   *
   * @return the key
   * @throws ConfigurationException if it is missing too
   */
  public Secret requireSecretKey() {
    return required(secretKey(), SECRET_KEY, SERVICE_ROLE_KEY);
  }

  /**
   * What the project signs tokens with where it still does so with HS256: {@code
   * SUPABASE_JWT_SECRET}.
   *
   * @return the secret, or empty where there is none
   * @throws ConfigurationException if it has less than 32 characters
   */
  public Optional<Secret> jwtSecret() {
    Optional<Secret> secret = environment.secret(JWT_SECRET);
    if (secret.isPresent() && secret.get().reveal().length() < SHORTEST_JWT_SECRET) {
      throw new ConfigurationException(
          JWT_SECRET + " must have at least " + SHORTEST_JWT_SECRET + " characters");
    }
    return secret;
  }

  /** The name that is set; two that contradict each other are refused, since one is wrong. */
  private String eitherName(String name) {
    Optional<String> plain = environment.get(name);
    Optional<String> ofFrontEnd = environment.get(PUBLIC + name);
    if (plain.isPresent() && ofFrontEnd.isPresent() && !plain.equals(ofFrontEnd)) {
      throw new ConfigurationException(
          name + " and " + PUBLIC + name + " differ: set one of them, or both to the same");
    }
    return ofFrontEnd.isPresent() ? PUBLIC + name : name;
  }

  private Optional<Secret> key(String name, String prefix, String otherKind) {
    Optional<Secret> key = environment.secret(name);
    if (key.isEmpty()) {
      return key;
    }
    String text = key.get().reveal();
    if (!text.startsWith(prefix)) {
      throw new ConfigurationException(name + " must begin with " + prefix);
    }
    if (text.startsWith(otherKind)) {
      throw new ConfigurationException(name + " must not begin with " + otherKind);
    }
    try {
      return Optional.of(new HttpHeader("apikey", key.get()).value());
    } catch (InvalidArgumentException refused) {
      throw new ConfigurationException(name + ": " + refused.getMessage());
    }
  }

  private static Secret required(Optional<Secret> key, String name, String other) {
    if (key.isEmpty()) {
      throw missing(name, other);
    }
    return key.get();
  }

  private static ConfigurationException missing(String name, String other) {
    return new ConfigurationException("Set " + name + " or " + other);
  }
}
