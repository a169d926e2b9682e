package dev.belay.support.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupabaseKeysTest {

  @Test
  void tellsTheSecretKeyFromThePublishableOne() {
    assertThat(SupabaseKeys.isSecret(Secret.of(TestKeys.withPrefix("sb_secret_", 31)))).isTrue();
    assertThat(SupabaseKeys.isSecret(Secret.of(TestKeys.withPrefix("sb_publishable_", 31))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"iss\":\"supabase\",\"role\":\"service_role\"}",
        "{\n  \"role\" : \"service_role\"\n}"
      })
  void tellsTheOlderKeyOfServiceRole(String claims) {
    assertThat(SupabaseKeys.isSecret(olderKey(claims))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"iss\":\"supabase\",\"role\":\"anon\"}", "service_role", ""})
  void takesAnyOtherForAPublicOne(String claims) {
    assertThat(SupabaseKeys.isSecret(olderKey(claims))).isFalse();
  }

  @Test
  void takesWhatIsNoBase64ForNoOlderKey() {
    assertThat(SupabaseKeys.isSecret(Secret.of("a.!.b"))).isFalse();
  }

  private static Secret olderKey(String claims) {
    byte[] bytes = claims.getBytes(StandardCharsets.UTF_8);
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return Secret.of(TestKeys.withPrefix("eyJhbGciOiJIUzI1NiJ9." + encoded + ".", 43));
  }
}
