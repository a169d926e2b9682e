package dev.belay.testservers.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void readsEveryKindOfValue() {
    assertThat(
            Json.object(
                """
                 { "text" : "a\\n\\u00e9\\"" , "number":-1.5e2, "yes":true, "no":false,
                  "list":[1, {"deep":[]}], "empty":{} }"""))
        .isEqualTo(
            Map.of(
                "text",
                "a\né\"",
                "number",
                -150.0,
                "yes",
                true,
                "no",
                false,
                "list",
                List.of(1, Map.of("deep", List.of())),
                "empty",
                Map.of()));
    assertThat(Json.object("{\"nothing\":null}")).containsEntry("nothing", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "null",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":tru}",
        "{\"a\":1 2}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":[1}",
        "{a:1}",
        "{}{}",
      })
  void refusesWhatIsNotOneObject(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.object(text))
        .withMessage("malformed JSON")
        .withNoCause();
  }

  @Test
  void refusesToGoTooDeep() {
    String deep = "{\"a\":" + "[".repeat(100_000);

    assertThatIllegalArgumentException().isThrownBy(() -> Json.object(deep));
  }

  @Test
  void writesATextThatItReadsBack() {
    String text = "a \"quoted\" \\ line\nbreak \u0001 é";

    assertThat(Json.object("{\"a\":" + Json.quote(text) + "}")).containsEntry("a", text);
  }
}
