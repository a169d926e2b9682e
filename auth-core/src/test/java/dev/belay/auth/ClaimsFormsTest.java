package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading by form against the general reader: whatever the first reads, the second reads too. */
class ClaimsFormsTest {

  private static final int MUTATIONS = 200_000;

  private static final String ONE =
      claims(
          "0b7a9f3e-4c1d-4e8f-9a2b-5c6d7e8f9a0b",
          "1795721259",
          "a@example.com",
          "49301234",
          "email",
          "'name':'A','picture':'https://x.test/?a=1\\u0026b\\/\\\"','age':7",
          "totp");

  /** Of another user, with nothing of the first one's. */
  private static final String ANOTHER =
      claims(
          "FFFFFFFF-EEEE-4DDD-8CCC-BBBBBBBBBBBB",
          "1",
          "somebody.with.a.longer.name@mail.example.org",
          "1",
          "google",
          "'name':'','picture':'none','age':123456789012345",
          "oauth/long");

  private final ClaimsForms forms = new ClaimsForms();

  private static String claims(
      String id,
      String time,
      String email,
      String phone,
      String provider,
      String metadata,
      String method) {
    return ("{'iss':'https://abc.supabase.co/auth/v1','sub':'"
            + id
            + "','aud':'authenticated','exp':"
            + time
            + ",'iat':"
            + time
            + ",'nbf':"
            + time
            + ",'email':'"
            + email
            + "','phone':'"
            + phone
            + "','app_metadata':{'provider':'"
            + provider
            + "','providers':['"
            + provider
            + "'],'x':[[{'y':null}],true]},'user_metadata':{"
            + metadata
            + "},'role':'authenticated','aal':'aal2','amr':[{'method':'"
            + method
            + "','timestamp':"
            + time
            + "}],'session_id':'"
            + id
            + "','is_anonymous':true}")
        .replace('\'', '"');
  }

  @Test
  void knowsNoFormAtFirst() {
    assertThat(forms.read(bytes(ONE))).isNull();
  }

  @Test
  void readsAnotherUsersClaimsByTheFormOfTheFirst() {
    assertThat(forms.parse(bytes(ONE))).isNotNull();
    for (String json : new String[] {ONE, ANOTHER}) {
      assertThat(ClaimsFacts.of(forms.read(bytes(json))))
          .isEqualTo(ClaimsFacts.of(TokenClaims.parseAny(bytes(json))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "supabase.co -> supabase.com",
        "'aud':'authenticated' -> 'aud':'other'",
        "'role':'authenticated' -> 'role':'service_role'",
        "aal2 -> aal1",
        "'is_anonymous':true -> 'is_anonymous':false",
        "'provider' -> 'provided'",
        "'nbf' -> 'nbg'",
        "'iat' -> 'exp'",
        "'a@example.com' -> null",
        "[{'y':null}] -> []"
      })
  void readsNoOtherTextByIt(String change) {
    String[] sides = change.replace('\'', '"').split(" -> ", -1);
    byte[] changed = bytes(ONE.replace(sides[0], sides[1]));
    forms.parse(bytes(ONE));
    assertThat(changed).isNotEqualTo(bytes(ONE));
    assertThat(forms.read(changed)).isNull();
  }

  @Test
  void readsBothWhereFormsBeginAlike() {
    byte[] other = bytes(ONE.replace("aal2", "aal1").replace("true}", "false}"));
    forms.parse(bytes(ONE));
    forms.parse(other);
    assertThat(forms.read(bytes(ANOTHER))).isNotNull();
    assertThat(ClaimsFacts.of(forms.read(other)))
        .isEqualTo(ClaimsFacts.of(TokenClaims.parseAny(other)));
  }

  @Test
  void keepsNothingOfTheFirstUser() {
    forms.parse(bytes(ONE.replace("\"email\":\"a@example.com\"", "\"email\":\"b@example.com\"")));
    String without = ONE.replace("\"email\":\"a@example.com\"", "\"email\":\" \"");
    TokenClaims claims = forms.read(bytes(without));
    assertThat(claims).isNotNull();
    assertThat(claims.email).isNull();
  }

  @Test
  void readsWhatComesAfterTheLastFormThatIsKept() {
    for (int i = 100; i < 1000; i++) {
      byte[] json = bytes(ONE.replace("\"name\"", "\"name" + i + "\""));
      assertThat(ClaimsFacts.of(forms.parse(json)))
          .isEqualTo(ClaimsFacts.of(TokenClaims.parseAny(json)));
    }
    assertThat(forms.read(bytes(ONE.replace("\"name\"", "\"name100\"")))).isNotNull();
    assertThat(forms.read(bytes(ONE.replace("\"name\"", "\"name999\"")))).isNull();
  }

  @Test
  void keepsNoLargeForm() {
    byte[] large = bytes(ONE.replace("\"age\":7", "\"age\":[" + "1,".repeat(64) + "1]"));
    assertThat(ClaimsFacts.of(forms.parse(large)))
        .isEqualTo(ClaimsFacts.of(TokenClaims.parseAny(large)));
    assertThat(forms.read(large)).isNull();
  }

  @Test
  void leavesItToTheGeneralReaderToRefuse() {
    forms.parse(bytes(ONE));
    byte[] twice = bytes(ONE.replace("\"iat\"", "\"exp\""));
    assertThat(refusalOf(AuthRefusedException.class, () -> forms.parse(twice)).reason())
        .isEqualTo(AuthRefusal.MALFORMED_TOKEN);
  }

  @Test
  void readsNoTextThatIsCutShort() {
    forms.parse(bytes(ONE));
    for (int length = 0; length < ONE.length(); length++) {
      assertThat(forms.read(Arrays.copyOf(bytes(ONE), length))).isNull();
    }
    assertThat(forms.read(bytes(ONE + " "))).isNull();
    assertThat(forms.read(bytes(ONE + "}"))).isNull();
  }

  /** Each byte at each place of a string of each length, and so at each place of eight bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"email", "phone", "picture"})
  void agreesOnEachByteInAString(String name) {
    forms.parse(bytes(ONE));
    String value = ONE.replaceAll(".*\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\".*", "$1");
    for (int length = 0; length < 18; length++) {
      for (int at = 0; at < length; at++) {
        for (int sign = 0; sign < 256; sign++) {
          byte[] json = bytes(ONE.replace("\"" + value + "\"", "\"" + "x".repeat(length) + "\""));
          json[ONE.indexOf("\"" + value + "\"") + 1 + at] = (byte) sign;
          assertAgrees(json);
        }
      }
    }
  }

  /** And each escape, with what is one only in part. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\n", "\\\"", "\\\\", "\\u00e9", "\\u12g4", "\\u12", "\\x", "\\", "\u00fc", "\u20ac"
      })
  void agreesOnEscapesInAString(String escape) {
    forms.parse(bytes(ONE));
    for (String value : List.of("a@example.com", "49301234", "totp")) {
      for (int before = 0; before < 10; before++) {
        for (int after = 0; after < 10; after++) {
          String text = "\"" + "x".repeat(before) + escape + "y".repeat(after) + "\"";
          assertAgrees(bytes(ONE.replace("\"" + value + "\"", text)));
        }
      }
    }
  }

  /** Each byte in place of each digit of a number, of a user's id and of a session's. */
  @Test
  void agreesOnEachByteInADigit() {
    forms.parse(bytes(ONE));
    int fits = 0;
    for (int at = 0; at < ONE.length(); at++) {
      if (Character.digit(ONE.charAt(at), 16) >= 0 || ONE.charAt(at) == '-') {
        for (int sign = 0; sign < 256; sign++) {
          byte[] json = bytes(ONE);
          json[at] = (byte) sign;
          fits += assertAgrees(json) ? 1 : 0;
        }
      }
    }
    assertThat(fits).isGreaterThan(32 * 2 * 22 + 10 * 4 * 9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "00",
        "01",
        "9",
        "99999999",
        "100000000",
        "123456789012345",
        "1234567890123456",
        "",
        "-1",
        "1.0",
        "1e3",
        "12345678x",
        "null"
      })
  void agreesOnNumbers(String number) {
    forms.parse(bytes(ONE));
    assertAgrees(bytes(ONE.replace("\"exp\":1795721259", "\"exp\":" + number)));
    assertAgrees(bytes(ONE.replace("\"age\":7", "\"age\":" + number)));
  }

  @ParameterizedTest
  @MethodSource("dev.belay.auth.PlainClaimsTest#usual")
  void readsNothingThatTheGeneralReaderReadsOtherwise(String json) {
    Random random = new Random(json.hashCode());
    int read = 0;
    ClaimsForms some = forms;
    for (int i = 0; i < MUTATIONS; i++) {
      if (i % 50 == 0) { // with forms of texts that nobody would write
        some = new ClaimsForms();
        some.parse(bytes(json));
      }
      byte[] changed = bytes(json);
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        changed = ClaimsFacts.mutated(changed, random);
      }
      TokenClaims claims = some.read(changed);
      if (claims != null) {
        read++;
        assertThat(ClaimsFacts.of(claims)).isEqualTo(ClaimsFacts.of(TokenClaims.parseAny(changed)));
      } else if (PlainClaims.read(changed) != null) {
        some.parse(changed);
      }
    }
    assertThat(read).as("read by both").isGreaterThan(MUTATIONS / 100);
  }

  /** With the reader of plain claims too; false if neither has read it. */
  private boolean assertAgrees(byte[] json) {
    boolean read = false;
    for (TokenClaims claims : Arrays.asList(forms.read(json), PlainClaims.read(json))) {
      if (claims != null) {
        read = true;
        assertThat(ClaimsFacts.of(claims)).isEqualTo(ClaimsFacts.of(TokenClaims.parseAny(json)));
      }
    }
    return read;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
