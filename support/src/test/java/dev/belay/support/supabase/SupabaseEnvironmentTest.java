package dev.belay.support.supabase;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupabaseEnvironmentTest {

  private static final String PUBLISHABLE = TestKeys.withPrefix("sb_publishable_", 31);
  private static final String SECRET = TestKeys.withPrefix("sb_secret_", 31);
  private static final String TOKEN = TestKeys.withPrefix("eyJ.", 40);

  @Test
  void readsAWholeProject() {
    String jwtSecret = TestKeys.withPrefix("", 32);
    SupabaseEnvironment project =
        read(
            Map.of(
                "SUPABASE_URL", "https://abcdefgh.supabase.co/",
                "SUPABASE_PUBLISHABLE_KEY", PUBLISHABLE,
                "SUPABASE_SECRET_KEY", SECRET,
                "SUPABASE_JWT_SECRET", jwtSecret));
    assertThat(project.url()).hasToString("https://abcdefgh.supabase.co");
    assertThat(project.requirePublishableKey().reveal().equals(PUBLISHABLE)).isTrue();
    assertThat(project.requireSecretKey().reveal().equals(SECRET)).isTrue();
    assertThat(project.jwtSecret().map(Secret::reveal).filter(jwtSecret::equals)).isPresent();
  }

  @Test
  void findsNothingWhereNothingIs() {
    SupabaseEnvironment nothing = read(Map.of("SUPABASE_SECRET_KEY", "undefined"));
    assertThat(nothing.publishableKey()).isEmpty();
    assertThat(nothing.secretKey()).isEmpty();
    assertThat(nothing.jwtSecret()).isEmpty();
  }

  @Test
  void prefersTheNewerKeys() {
    SupabaseEnvironment both =
        read(
            Map.of(
                "SUPABASE_PUBLISHABLE_KEY", PUBLISHABLE,
                "SUPABASE_ANON_KEY", TOKEN,
                "SUPABASE_SECRET_KEY", SECRET,
                "SUPABASE_SERVICE_ROLE_KEY", TOKEN));
    assertThat(both.requirePublishableKey().reveal().equals(PUBLISHABLE)).isTrue();
    assertThat(both.requireSecretKey().reveal().equals(SECRET)).isTrue();
    SupabaseEnvironment older =
        read(Map.of("NEXT_PUBLIC_SUPABASE_ANON_KEY", TOKEN, "SUPABASE_SERVICE_ROLE_KEY", TOKEN));
    assertThat(older.requirePublishableKey().reveal().equals(TOKEN)).isTrue();
    assertThat(older.requireSecretKey().reveal().equals(TOKEN)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NEXT_PUBLIC_SUPABASE_SECRET_KEY", "NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY"})
  void readsNoSecretKeyUnderAPublicName(String name) {
    assertThat(read(Map.of(name, SECRET)).secretKey()).isEmpty();
  }

  @Test
  void readsAnOlderPublicKey() {
    String key = olderKey("{\"iss\":\"supabase\",\"role\":\"anon\"}");
    SupabaseEnvironment older = read(Map.of("SUPABASE_ANON_KEY", key));
    assertThat(older.requirePublishableKey().reveal().equals(key)).isTrue();
  }

  static Stream<Arguments> wrong() {
    Consumer<SupabaseEnvironment> url = SupabaseEnvironment::url;
    Consumer<SupabaseEnvironment> publishable = SupabaseEnvironment::requirePublishableKey;
    Consumer<SupabaseEnvironment> secret = SupabaseEnvironment::requireSecretKey;
    Consumer<SupabaseEnvironment> jwt = SupabaseEnvironment::jwtSecret;
    return Stream.of(
        refused(url, Map.of(), "SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL"),
        refused(url, Map.of("SUPABASE_URL", "no url, pw"), "SUPABASE_URL is not a URL"),
        refused(url, Map.of("SUPABASE_URL", "https://a:pw@b.co"), "SUPABASE_URL: "),
        refused(url, Map.of("NEXT_PUBLIC_SUPABASE_URL", "http://b.co"), "NEXT_PUBLIC_SUPABASE_URL"),
        refused(
            url,
            Map.of("SUPABASE_URL", "https://a.co", "NEXT_PUBLIC_SUPABASE_URL", "https://b.co"),
            "differ"),
        refused(publishable, Map.of(), "SUPABASE_PUBLISHABLE_KEY"),
        refused(
            publishable,
            Map.of("SUPABASE_PUBLISHABLE_KEY", TOKEN),
            "SUPABASE_PUBLISHABLE_KEY must begin with sb_publishable_"),
        refused(
            publishable,
            Map.of("SUPABASE_ANON_KEY", SECRET),
            "SUPABASE_ANON_KEY must not begin with sb_secret_"),
        refused(
            publishable, Map.of("SUPABASE_ANON_KEY", TOKEN + "\n" + TOKEN), "SUPABASE_ANON_KEY: "),
        refused(
            publishable,
            Map.of(
                "SUPABASE_ANON_KEY", olderKey("{\"iss\":\"supabase\",\"role\":\"service_role\"}")),
            "SUPABASE_ANON_KEY must not be the key of service_role"),
        refused(
            publishable,
            Map.of("NEXT_PUBLIC_SUPABASE_ANON_KEY", olderKey("{\n  \"role\": \"service_role\"\n}")),
            "NEXT_PUBLIC_SUPABASE_ANON_KEY must not be the key of service_role"),
        refused(secret, Map.of(), "SUPABASE_SECRET_KEY or SUPABASE_SERVICE_ROLE_KEY"),
        refused(
            secret,
            Map.of("SUPABASE_SECRET_KEY", PUBLISHABLE),
            "SUPABASE_SECRET_KEY must begin with sb_secret_"),
        refused(
            secret,
            Map.of("SUPABASE_SERVICE_ROLE_KEY", PUBLISHABLE),
            "SUPABASE_SERVICE_ROLE_KEY must not begin with sb_publishable_"),
        refused(secret, Map.of("SUPABASE_SERVICE_ROLE_KEY", "é"), "SUPABASE_SERVICE_ROLE_KEY: "),
        refused(jwt, Map.of("SUPABASE_JWT_SECRET", "x".repeat(31)), "SUPABASE_JWT_SECRET"));
  }

  @ParameterizedTest(name = "{2}") // the variables hold keys
  @MethodSource("wrong")
  void namesTheVariableAndNotItsValue(
      Consumer<SupabaseEnvironment> reading, Map<String, String> variables, List<String> said) {
    ConfigurationException refused =
        refusalOf(ConfigurationException.class, () -> reading.accept(read(variables)));
    assertThat(refused.getMessage()).contains(said).doesNotContain("pw");
  }

  private static String olderKey(String claims) {
    byte[] bytes = claims.getBytes(StandardCharsets.UTF_8);
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return TestKeys.withPrefix("eyJhbGciOiJIUzI1NiJ9." + encoded + ".", 43);
  }

  private static SupabaseEnvironment read(Map<String, String> variables) {
    return SupabaseEnvironment.of(Environment.of(variables));
  }

  private static Arguments refused(
      Consumer<SupabaseEnvironment> reading, Map<String, String> variables, String... said) {
    return Arguments.of(reading, variables, List.of(said));
  }
}
