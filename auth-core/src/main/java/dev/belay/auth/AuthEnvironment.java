package dev.belay.auth;

import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * Reads a project from the environment, under the plain names and under those of a Next.js front
 * end beside it. Every refusal names the variable, and none repeats its value.
 */
final class AuthEnvironment {

  private static final List<String> URL = names("SUPABASE_URL");
  private static final List<String> PUBLISHABLE_KEY = names("SUPABASE_PUBLISHABLE_KEY");
  private static final List<String> ANON_KEY = names("SUPABASE_ANON_KEY");
  private static final String JWT_SECRET = "SUPABASE_JWT_SECRET";
  private static final int SHORTEST_SECRET = 32;

  private final Environment environment;

  AuthEnvironment(Environment environment) {
    this.environment = environment;
  }

  SupabaseProject project() {
    Variable url = found(URL).orElseThrow(() -> missing(URL));
    Variable key = publishableKey();
    try {
      return SupabaseProject.of(address(url), Secret.of(key.value()));
    } catch (BelayException refused) {
      throw new ConfigurationException(
          url.name() + " or " + key.name() + ": " + refused.getMessage());
    }
  }

  Optional<Secret> jwtSecret() {
    Optional<Secret> secret = environment.secret(JWT_SECRET);
    if (secret.isPresent() && secret.get().reveal().length() < SHORTEST_SECRET) {
      throw new ConfigurationException(
          JWT_SECRET + " must have at least " + SHORTEST_SECRET + " characters");
    }
    return secret;
  }

  private Variable publishableKey() {
    Optional<Variable> publishable = found(PUBLISHABLE_KEY);
    if (publishable.isPresent() && !publishable.get().value().startsWith("sb_publishable_")) {
      throw new ConfigurationException(
          publishable.get().name() + " must begin with sb_publishable_");
    }
    return publishable.or(() -> found(ANON_KEY)).orElseThrow(() -> missing(PUBLISHABLE_KEY));
  }

  /** One of the names; two that contradict each other are refused, since one of them is wrong. */
  private Optional<Variable> found(List<String> names) {
    List<Variable> set =
        names.stream()
            .flatMap(name -> environment.get(name).map(value -> new Variable(name, value)).stream())
            .toList();
    if (set.stream().map(Variable::value).distinct().count() > 1) {
      throw new ConfigurationException(
          String.join(" and ", names) + " differ: set one of them, or both to the same");
    }
    return set.stream().findFirst();
  }

  @SuppressWarnings("UnusedException") // It repeats the address.
  private static URI address(Variable url) {
    try {
      return new URI(url.value());
    } catch (URISyntaxException e) {
      throw new ConfigurationException(url.name() + " is not a URL");
    }
  }

  private static ConfigurationException missing(List<String> names) {
    return new ConfigurationException("Set " + String.join(" or ", names));
  }

  private static List<String> names(String plain) {
    return List.of(plain, "NEXT_PUBLIC_" + plain);
  }

  /** Not a record: a record prints its fields. */
  private static final class Variable {

    private final String name;
    private final String value;

    Variable(String name, String value) {
      this.name = name;
      this.value = value;
    }

    String name() {
      return name;
    }

    String value() {
      return value;
    }
  }
}
