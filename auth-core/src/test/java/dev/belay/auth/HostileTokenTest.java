package dev.belay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SigningKey;
import dev.belay.testservers.auth.SupabaseAuthServer;
import dev.belay.testservers.auth.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTokenTest {

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);
  private final AccessTokenVerifier verifier = auth.verifier();

  @AfterEach
  void close() {
    auth.close();
  }

  static Stream<Arguments> badClaims() {
    long now = MovableClock.START.getEpochSecond();
    return Stream.of(
        bad("no issuer", AuthRefusal.WRONG_ISSUER, c -> c.remove("iss")),
        bad(
            "another project",
            AuthRefusal.WRONG_ISSUER,
            c -> c.put("iss", "https://another.supabase.co/auth/v1")),
        bad(
            "issuer with a slash",
            AuthRefusal.WRONG_ISSUER,
            c -> c.merge("iss", "/", HostileTokenTest::joined)),
        bad("issuer of a legacy key", AuthRefusal.WRONG_ISSUER, c -> c.put("iss", "supabase")),
        bad("no audience", AuthRefusal.WRONG_AUDIENCE, c -> c.remove("aud")),
        bad("another audience", AuthRefusal.WRONG_AUDIENCE, c -> c.put("aud", "anon")),
        bad("other audiences", AuthRefusal.WRONG_AUDIENCE, c -> c.put("aud", List.of("a", "b"))),
        bad("no role", AuthRefusal.MISSING_CLAIM, c -> c.remove("role")),
        bad("blank role", AuthRefusal.MISSING_CLAIM, c -> c.put("role", " ")),
        bad("role anon", AuthRefusal.WRONG_ROLE, c -> c.put("role", "anon")),
        bad("role service_role", AuthRefusal.WRONG_ROLE, c -> c.put("role", "service_role")),
        bad("role in capitals", AuthRefusal.WRONG_ROLE, c -> c.put("role", "AUTHENTICATED")),
        bad("no subject", AuthRefusal.MISSING_CLAIM, c -> c.remove("sub")),
        bad("blank subject", AuthRefusal.MISSING_CLAIM, c -> c.put("sub", "")),
        bad("subject of a third party", AuthRefusal.WRONG_SUBJECT, c -> c.put("sub", "auth0|5f7c")),
        bad("shortened UUID", AuthRefusal.WRONG_SUBJECT, c -> c.put("sub", "1-1-1-1-1")),
        bad(
            "UUID and more",
            AuthRefusal.WRONG_SUBJECT,
            c -> c.merge("sub", "' or 1=1", HostileTokenTest::joined)),
        bad("no expiry", AuthRefusal.MISSING_CLAIM, c -> c.remove("exp")),
        bad("null expiry", AuthRefusal.MISSING_CLAIM, c -> c.put("exp", null)),
        bad("expired", AuthRefusal.EXPIRED, c -> c.put("exp", now - 31)),
        bad("expiry before the epoch", AuthRefusal.EXPIRED, c -> c.put("exp", -5)),
        bad("expiry as a text", AuthRefusal.MALFORMED_TOKEN, c -> c.put("exp", "" + (now + 60))),
        bad("expiry too large", AuthRefusal.MALFORMED_TOKEN, c -> c.put("exp", Long.MAX_VALUE)),
        bad("expiry beyond numbers", AuthRefusal.MALFORMED_TOKEN, c -> c.put("exp", 1e300)),
        bad("not yet begun", AuthRefusal.NOT_YET_VALID, c -> c.put("nbf", now + 31)),
        bad("issued in the future", AuthRefusal.NOT_YET_VALID, c -> c.put("iat", now + 31)),
        bad("session that is no UUID", AuthRefusal.MALFORMED_TOKEN, c -> c.put("session_id", "x")),
        bad("unknown level", AuthRefusal.MALFORMED_TOKEN, c -> c.put("aal", "aal9")),
        bad(
            "role as a list",
            AuthRefusal.MALFORMED_TOKEN,
            c -> c.put("role", List.of("authenticated"))),
        bad(
            "audience as an object",
            AuthRefusal.MALFORMED_TOKEN,
            c -> c.put("aud", Map.of("a", 1))),
        bad("numbers as audience", AuthRefusal.MALFORMED_TOKEN, c -> c.put("aud", List.of(1))),
        bad("anonymity as a text", AuthRefusal.MALFORMED_TOKEN, c -> c.put("is_anonymous", "no")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badClaims")
  void refusesClaims(String what, AuthRefusal reason, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = auth.server.claims(auth.user);
    change.accept(claims);
    assertThat(refusal(Tokens.of(auth.server.signingKey(), claims))).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b",
        "a.b.c.d",
        "a.b.c.d.e",
        "é.ü.ß",
        "e30.e30.",
        "e30.e30.e30"
      })
  void refusesWhatIsNoToken(String text) {
    assertThat(refusal(" " + text)).isEqualTo(AuthRefusal.MALFORMED_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "{",
        "{}",
        "{\"alg\":1}",
        "{\"alg\":\"ES256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"ES256\"}x",
        "{\"alg\":\"ES256\",\"kid\":7}",
        "{\"alg\":\"ES256\",\"typ\":\"secevent+jwt\"}",
        "{\"alg\":\"ES256\",\"cty\":\"JWT\"}"
      })
  void refusesHeadersThatAreMalformed(String header) {
    String token = Tokens.signed(header, json(), auth.server.signingKey());
    assertThat(refusal(token)).isEqualTo(AuthRefusal.MALFORMED_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "None",
        "NONE",
        "",
        " ES256",
        "es256",
        "HS384",
        "HS512",
        "RS384",
        "PS256",
        "ES384",
        "ES256K",
        "RSA-OAEP"
      })
  void refusesEveryOtherAlgorithm(String algorithm) {
    Map<String, Object> header = header();
    header.put("alg", algorithm);
    String token = Tokens.of(header, auth.server.claims(auth.user), auth.server.signingKey());
    assertThat(refusal(token)).isEqualTo(AuthRefusal.UNSUPPORTED_ALGORITHM);
  }

  @Test
  void refusesATokenThatNeedsNoSignature() {
    assertThat(refusal(Tokens.unsigned(auth.server.claims(auth.user))))
        .isEqualTo(AuthRefusal.UNSUPPORTED_ALGORITHM);
  }

  @Test
  void refusesWhatIsCriticalAndNotUnderstood() {
    Map<String, Object> header = header();
    header.put("b64", false);
    header.put("crit", List.of("b64"));
    String token = Tokens.of(header, auth.server.claims(auth.user), auth.server.signingKey());
    assertThat(refusal(token)).isEqualTo(AuthRefusal.UNSUPPORTED_HEADER);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HS256")
  void refusesAnHmacWithThePublicKey(SigningAlgorithm algorithm) {
    SigningKey key = auth.server.rotateTo(algorithm);
    for (byte[] known : publicForms(key)) {
      SigningKey forger = SigningKey.ofSecret(new String(known, StandardCharsets.ISO_8859_1));
      Map<String, Object> header = Map.of("alg", "HS256", "kid", key.id());
      String token = Tokens.of(header, auth.server.claims(auth.user), forger);
      assertThat(refusal(token)).isEqualTo(AuthRefusal.WRONG_SIGNATURE);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HS256")
  void refusesAKeyUnderAnotherAlgorithm(SigningAlgorithm algorithm) {
    SigningKey key = auth.server.rotateTo(algorithm);
    for (String other : List.of("ES256", "RS256", "EdDSA")) {
      if (!other.equals(algorithm.header())) {
        Map<String, Object> header = Map.of("alg", other, "kid", key.id());
        assertThat(refusal(Tokens.of(header, auth.server.claims(auth.user), key)))
            .isEqualTo(AuthRefusal.UNKNOWN_KEY);
      }
    }
  }

  @Test
  void usesNoKeyThatATokenBringsAlong() {
    SigningKey forger = SigningKey.create(SigningAlgorithm.ES256);
    try (SupabaseAuthServer elsewhere =
        SupabaseAuthServer.start(SigningAlgorithm.ES256, auth.clock)) {
      elsewhere.publish(forger);
      Map<String, Object> header = header();
      header.put("jwk", forger.jwk());
      header.put("jku", elsewhere.url() + "/auth/v1/.well-known/jwks.json");
      header.put("x5u", elsewhere.url() + "/x5u");
      header.put("x5c", List.of("AAAA"));
      assertThat(refusal(Tokens.of(header, auth.server.claims(auth.user), forger)))
          .isEqualTo(AuthRefusal.WRONG_SIGNATURE);
      assertThat(elsewhere.count(".well-known/jwks.json")).isZero();
      assertThat(elsewhere.count("/x5u")).isZero();
    }
  }

  @Test
  void refusesATokenOfAnotherProject() {
    try (SupabaseAuthServer another =
        SupabaseAuthServer.start(SigningAlgorithm.ES256, auth.clock)) {
      assertThat(refusal(another.signIn(auth.user).accessToken()))
          .isEqualTo(AuthRefusal.UNKNOWN_KEY);
      auth.server.publish(another.signingKey());
      AccessTokenVerifier trusting = auth.verifier();
      assertThat(auth.refusal(trusting, another.signIn(auth.user).accessToken()))
          .isEqualTo(AuthRefusal.WRONG_ISSUER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesEveryTruncation(SigningAlgorithm algorithm) {
    auth.server.rotateTo(algorithm);
    String token = auth.server.signIn(auth.user).accessToken();
    IntStream.range(1, token.length())
        .filter(length -> length % 7 == 0 || length > token.length() - 4)
        .forEach(length -> assertRefused(token.substring(0, length)));
  }

  @ParameterizedTest
  @EnumSource
  void refusesEveryChangedCharacter(SigningAlgorithm algorithm) {
    auth.server.rotateTo(algorithm);
    String token = auth.server.signIn(auth.user).accessToken();
    IntStream.range(0, token.length())
        .filter(at -> at % 23 == 0 || at == token.length() - 1)
        .forEach(at -> assertRefused(changed(token, at)));
  }

  @Test
  void refusesWhatIsTooLargeBeforeItLooksAtIt() {
    assertThat(refusal("a".repeat(AccessTokenVerifier.MAX_LENGTH + 1)))
        .isEqualTo(AuthRefusal.TOKEN_TOO_LARGE);
    assertThat(refusal("a.".repeat(5_000_000))).isEqualTo(AuthRefusal.TOKEN_TOO_LARGE);
    assertThat(auth.server.count(".well-known/jwks.json")).isZero();
  }

  @Test
  void refusesDeepNesting() {
    String deep = "{\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}";
    assertThat(refusal(Tokens.signed(deep, json(), auth.server.signingKey())))
        .isEqualTo(AuthRefusal.MALFORMED_TOKEN);
    Map<String, Object> header = header();
    assertThat(refusal(Tokens.signed(jsonOf(header), deep, auth.server.signingKey())))
        .isEqualTo(AuthRefusal.MALFORMED_TOKEN);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HS256")
  void refusesSignaturesThatNoKeyMakes(SigningAlgorithm algorithm) {
    auth.server.rotateTo(algorithm);
    String token = auth.server.signIn(auth.user).accessToken();
    String content = token.substring(0, token.lastIndexOf('.') + 1);
    for (int length : new int[] {0, 1, 63, 64, 65, 70, 72, 255, 256, 257, 1024}) {
      assertRefused(content + Base64Url.encode(new byte[length]));
      byte[] ones = new byte[length];
      Arrays.fill(ones, (byte) 0xff);
      assertRefused(content + Base64Url.encode(ones));
    }
  }

  @Test
  void refusesATokenWithoutAKeyId() {
    Map<String, Object> header = header();
    header.remove("kid");
    assertThat(refusal(Tokens.of(header, auth.server.claims(auth.user), auth.server.signingKey())))
        .isEqualTo(AuthRefusal.UNKNOWN_KEY);
    assertThat(auth.server.count(".well-known/jwks.json")).isZero();
  }

  private AuthRefusal refusal(String token) {
    return auth.refusal(verifier, token);
  }

  private void assertRefused(String token) {
    assertThat(refusal(token)).isNotNull();
  }

  private Map<String, Object> header() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", auth.server.signingKey().algorithm().header());
    header.put("kid", auth.server.signingKey().id());
    return header;
  }

  private String json() {
    return jsonOf(auth.server.claims(UUID.randomUUID()));
  }

  static String jsonOf(Map<String, Object> members) {
    String token = Tokens.unsigned(members);
    String part = token.substring(token.indexOf('.') + 1, token.length() - 1);
    return new String(Base64Url.decode(part).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static List<byte[]> publicForms(SigningKey key) {
    byte[] encoded = key.publicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
            + "\n-----END PUBLIC KEY-----\n";
    return List.of(
        encoded,
        pem.getBytes(StandardCharsets.US_ASCII),
        jsonOf(Collections.unmodifiableMap(key.jwk())).getBytes(StandardCharsets.UTF_8));
  }

  private static String changed(String token, int at) {
    char old = token.charAt(at);
    char next = old == 'A' ? 'B' : 'A';
    return token.substring(0, at) + next + token.substring(at + 1);
  }

  private static Object joined(Object text, Object more) {
    return String.valueOf(text) + more;
  }

  private static Arguments bad(
      String what, AuthRefusal reason, Consumer<Map<String, Object>> change) {
    return Arguments.of(what, reason, change);
  }
}
