package dev.belay.testservers.postgrest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JwtTest {

  private final ProjectKeys keys = ProjectKeys.create();

  /** The example with which the site jwt.io opened for years. */
  @Test
  void signsAsThePublishedExampleDoes() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", "1234567890");
    claims.put("name", "John Doe");
    claims.put("iat", 1516239022);
    assertThat(Jwt.signed(claims, "your-256-bit-secret"))
        .isEqualTo(
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
                + ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
                + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c");
  }

  @Test
  void anUnsignedTokenHasThreePartsOfWhichTheLastIsEmpty() {
    String[] parts = keys.unsignedToken("service_role").split("\\.", -1);
    assertThat(parts).hasSize(3).endsWith("");
  }

  @Test
  void eachProjectHasItsOwnKeysAndShowsNone() {
    assertThat(ProjectKeys.create().legacyServiceRoleKey())
        .isNotEqualTo(keys.legacyServiceRoleKey());
    assertThat(keys.userToken(UUID.randomUUID())).isNotEqualTo(keys.userToken(UUID.randomUUID()));
    assertThat(keys.toString()).doesNotContain(keys.jwtSecret()).doesNotContain("sb_secret_");
  }
}
