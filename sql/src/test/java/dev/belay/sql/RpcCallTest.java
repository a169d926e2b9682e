package dev.belay.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcCallTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Upper", "a b", "a;b", "a\"b", "a'b", "a--b", "a.b", "1a", "p_\u0131", "a\nb"})
  void refusesNamesThatAreNotPlain(String name) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> RpcCall.of(name));
    Refusals.refusalOf(InvalidArgumentException.class, () -> RpcCall.of("f").with(name, "x"));
  }

  @Test
  void refusesANameBeyondWhatPostgresKeeps() {
    assertThat(RpcCall.of("a".repeat(63)).function()).hasSize(63);
    Refusals.refusalOf(InvalidArgumentException.class, () -> RpcCall.of("a".repeat(64)));
  }

  @Test
  void refusesAnArgumentThatIsGivenTwice() {
    RpcCall call = RpcCall.of("f").with("p_a", 1);
    assertThat(Refusals.refusalOf(InvalidArgumentException.class, () -> call.with("p_a", 2)))
        .hasMessageContaining("p_a");
  }

  @Test
  void refusesATypeThatCannotBeSentWithoutShowingTheValue() {
    assertThat(
            Refusals.refusalOf(
                InvalidArgumentException.class,
                () -> RpcCall.of("f").with("p_a", List.of("do-not-show"))))
        .hasMessageContaining("p_a")
        .hasMessageNotContaining("do-not-show");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "\ud800", "a\udc00b"})
  void refusesTextThatWouldBeAlteredOnTheWay(String text) {
    for (Object value : List.of(text, Secret.of(text), new Json(text))) {
      assertThat(
              Refusals.refusalOf(
                  InvalidArgumentException.class, () -> RpcCall.of("f").with("p_a", value)))
          .hasMessageContaining("p_a");
    }
  }

  @Test
  void isImmutable() {
    RpcCall bare = RpcCall.of("f");
    RpcCall one = bare.with("p_a", 1);
    assertThat(bare.arguments()).isEmpty();
    assertThat(one.arguments()).hasSize(1).isUnmodifiable();
  }

  @Test
  void showsNamesOnly() {
    RpcCall call =
        RpcCall.of("f").with("p_a", "do-not-show").with("p_b", new Json("\"do-not-show\""));
    assertThat(call).hasToString("f[p_a, p_b]");
    assertThat(call.arguments().toString()).doesNotContain("do-not-show");
    assertThat(new Json("\"do-not-show\"")).hasToString("Json[13 characters]");
  }

  @Test
  void wantsNamesAndJsonText() {
    Refusals.refusalOf(NullPointerException.class, () -> RpcCall.of(null));
    Refusals.refusalOf(NullPointerException.class, () -> RpcCall.of("f").with(null, 1));
    Refusals.refusalOf(NullPointerException.class, () -> new Json(null));
  }

  @Test
  void isIdempotentOnlyWhereItIsSaid() {
    RpcCall call = RpcCall.of("touch_user_api_key");
    assertThat(call.isIdempotent()).isFalse();
    assertThat(call.with("p_service", "xai").isIdempotent()).isFalse();
    assertThat(call.idempotent().with("p_service", "xai").isIdempotent()).isTrue();
    assertThat(call.isIdempotent()).isFalse();
  }
}
