package dev.belay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The quick reader against the general one: whatever the first reads, the second reads the same.
 */
class PlainClaimsTest {

  private static final int MUTATIONS = 200_000;

  private static final String ID = "0b7a9f3e-4c1d-4e8f-9a2b-5c6d7e8f9a0b";

  /** As Supabase Auth writes them, with all that it may hold. */
  static List<String> usual() {
    return List.of(
        ("{'iss':'https://abc.supabase.co/auth/v1','sub':'"
                + ID
                + "','aud':'authenticated',"
                + "'exp':1795721259,'iat':1795717659,'email':'a@example.com','phone':'',"
                + "'app_metadata':{'provider':'email','providers':['email','google']},"
                + "'user_metadata':{'name':'A','picture':'https://x.test/?a=1\\u0026b\\/\\\"'},"
                + "'role':'authenticated','aal':'aal2','amr':[{'method':'totp','timestamp':1},"
                + "{'method':'password','timestamp':0}],'session_id':'"
                + ID
                + "','is_anonymous':false}")
            .replace('\'', '"'),
        ("{'aud':['authenticated','other'],'nbf':1,'exp':2,'sub':'"
                + ID.toUpperCase(Locale.ROOT)
                + "','iss':null,'email':'','session_id':null,'is_anonymous':true,'x':[],'y':{},"
                + "'z':[[[{'a':null}]],true,false,null,12]}")
            .replace('\'', '"'),
        "{\"role\":\"service_role\",\"aal\":\"aal1\",\"email\":null,\"aud\":null,\"exp\":null}");
  }

  @ParameterizedTest
  @MethodSource("usual")
  void readsWhatSupabaseAuthWrites(String json) {
    assertThat(ClaimsFacts.of(PlainClaims.read(bytes(json))))
        .isEqualTo(ClaimsFacts.of(TokenClaims.parseAny(bytes(json))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "null",
        "{\"sub\"",
        "{\"exp\":1",
        "{\"exp\":1}}",
        "{\"exp\":1},",
        "{\"exp\":1 }",
        "{\"exp\":01}",
        "{\"exp\":-1}",
        "{\"exp\":1.5}",
        "{\"exp\":1e3}",
        "{\"exp\":\"1\"}",
        "{\"exp\":1234567890123456}",
        "{\"exp\":true}",
        "{\"exp\":truex}",
        "{\"exp\":1,\"exp\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{\"a\":[{\"b\":1,\"b\":1}]}",
        "{\"\":1}",
        "{\"a\":[1,]}",
        "{\"a\":{\"b\":1,}}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\u00fc\"}",
        "{\"role\":\"\\u0061non\"}",
        "{\"role\":1}",
        "{\"sub\":\"someone\"}",
        "{\"sub\":null}",
        "{\"sub\":\"+b7a9f3e-4c1d-4e8f-9a2b-5c6d7e8f9a0b\"}",
        "{\"session_id\":\"1-1-1-1-1\"}",
        "{\"aal\":\"aal9\"}",
        "{\"aal\":null}",
        "{\"aud\":[]}",
        "{\"aud\":[null]}",
        "{\"aud\":{}}",
        "{\"is_anonymous\":\"true\"}",
        "{\"a\":[[[[[[[[[1]]]]]]]]]}"
      })
  void leavesTheRestToTheGeneralReader(String json) {
    assertThat(PlainClaims.read(bytes(json))).isNull();
  }

  @Test
  void leavesAnObjectOfManyNamesToTheGeneralReader() {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 65; i++) {
      json.append(i == 0 ? "" : ",").append("\"name").append(i).append("\":1");
    }
    assertThat(PlainClaims.read(bytes(json.append('}').toString()))).isNull();
  }

  @Test
  void findsEachNameThatComesTwice() {
    for (int copy = 0; copy < 26; copy++) {
      StringBuilder json = new StringBuilder("{");
      for (char name = 'a'; name <= 'z'; name++) {
        json.append("\"x").append(name).append("y\":1,");
      }
      json.append("\"x").append((char) ('a' + copy)).append("y\":2}");
      assertThat(PlainClaims.read(bytes(json.toString()))).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("usual")
  void readsNothingThatTheGeneralReaderReadsOtherwise(String json) {
    Random random = new Random(json.hashCode());
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] changed = bytes(json);
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        changed = ClaimsFacts.mutated(changed, random);
      }
      TokenClaims plain = PlainClaims.read(changed);
      if (plain != null) {
        read++;
        assertThat(ClaimsFacts.of(plain)).isEqualTo(ClaimsFacts.of(TokenClaims.parseAny(changed)));
      }
    }
    assertThat(read).as("read by both").isGreaterThan(MUTATIONS / 100);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
