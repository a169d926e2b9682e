package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {

  private static final URI ADDRESS = URI.create("https://api.example.com/hooks/secret-path?a=1");
  private static final String KEY = "sk-0123456789";

  @ParameterizedTest
  @ValueSource(
      strings = {
        KEY + "\r\nX-Injected: 1",
        KEY + "\n",
        KEY + "\r",
        KEY + "\0",
        " " + KEY,
        KEY + " ",
        KEY + "\t",
        KEY + "\u00e9",
        KEY + "\u2028",
        KEY + "\u007f",
        " "
      })
  void refusesAHeaderValueWithoutPrintingIt(String value) {
    assertThatThrownBy(() -> HttpCall.post(ADDRESS).header("apikey", value))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("apikey")
        .hasMessageNotContaining(KEY)
        .hasNoCause();
    assertThatThrownBy(() -> HttpCall.post(ADDRESS).header("apikey", Secret.of(value)))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageNotContaining(KEY);
  }

  @Test
  void refusesATokenThatWouldAddAHeader() {
    assertThatThrownBy(() -> HttpCall.get(ADDRESS).bearer(Secret.of(KEY + "\r\nHost: evil")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageNotContaining(KEY);
  }

  @Test
  void refusesAHeaderValueThatIsTooLongOrEmpty() {
    HttpCall.Builder call = HttpCall.get(ADDRESS).header("X-Long", "x".repeat(8192));

    assertThatThrownBy(() -> call.header("X-Long", "x".repeat(8193)))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> call.header("X-Long", ""))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "X Y", "X:Y", "X\r\nY", "\u00fc"})
  void refusesAHeaderNameThatIsNone(String name) {
    assertThatThrownBy(() -> HttpCall.get(ADDRESS).header(name, "value"))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-length", "Connection", "transfer-encoding", "Upgrade"})
  void leavesFramingToTheTransport(String name) {
    assertThatThrownBy(() -> HttpCall.get(ADDRESS).header(name, "value"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://api.example.com/",
        "//api.example.com/",
        "/path",
        "mailto:a@example.com",
        "https:///path",
        "http://my_service:3000/",
        "https://user:sk-0123456789@api.example.com/",
        "https://@api.example.com/",
        "https://api.example.com/#fragment"
      })
  void refusesAnAddressThatCannotBeCalledWithoutPrintingIt(String address) {
    assertThatThrownBy(() -> HttpCall.get(URI.create(address)))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageNotContaining(KEY)
        .hasMessageNotContaining("example");
  }

  @Test
  void printsTheMethodAndTheServerOnly() {
    HttpCall call = HttpCall.post(ADDRESS).bearer(Secret.of(KEY)).json("{\"a\":1}").build();

    assertThat(call).hasToString("POST https://api.example.com");
    assertThat(call.headers().toString()).doesNotContain(KEY);
  }

  @Test
  void replacesAHeaderOfTheSameName() {
    HttpCall call = HttpCall.get(ADDRESS).header("X-One", "1").header("x-one", "2").build();

    assertThat(call.headers()).containsExactly(new HttpHeader("x-one", Secret.of("2")));
    assertThat(call.header("X-ONE")).hasValue(Secret.of("2"));
    assertThat(call.header("X-Two")).isEmpty();
  }

  @Test
  void countsReadingAsIdempotentAndTheRestOnlyWhenTold() {
    assertThat(HttpCall.get(ADDRESS).build().idempotent()).isTrue();
    assertThat(HttpCall.builder(HttpCall.Method.DELETE, ADDRESS).build().idempotent()).isFalse();
    assertThat(HttpCall.post(ADDRESS).build().idempotent()).isFalse();
    assertThat(HttpCall.post(ADDRESS).idempotent(true).build().idempotent()).isTrue();
  }

  @Test
  void copiesItsBodyInAndOut() {
    byte[] bytes = {1, 2};
    HttpCall call = HttpCall.post(ADDRESS).body("application/octet-stream", bytes).build();
    bytes[0] = 9;
    call.body()[1] = 9;

    assertThat(call.body()).containsExactly(1, 2);
  }

  @Test
  void keepsEverythingButTheTimeInACopy() {
    HttpCall call =
        HttpCall.post(ADDRESS).bearer(Secret.of(KEY)).json("{}").responseLimit(7).build();
    HttpCall copy = call.withTimeout(Duration.ofSeconds(1));

    assertThat(copy).usingRecursiveComparison().ignoringFields("timeout").isEqualTo(call);
    assertThat(copy.timeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void refusesBoundsThatMakeNoSense() {
    HttpCall.Builder call = HttpCall.get(ADDRESS);
    for (Duration timeout :
        new Duration[] {Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(2)}) {
      assertThatThrownBy(() -> call.timeout(timeout).build())
          .isInstanceOf(InvalidArgumentException.class);
    }
    assertThatThrownBy(() -> HttpCall.get(ADDRESS).responseLimit(-1).build())
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> HttpCall.get(ADDRESS).json("{}").build())
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void findsTheHeadersOfAReplyInAnyCase() {
    HttpReply reply =
        HttpReply.of(
            200,
            Map.of("content-type", List.of("Application/JSON ; charset=utf-8")),
            new byte[] {'{', '}'});

    assertThat(reply.header("Content-Type")).isPresent();
    assertThat(reply.mediaType()).hasValue("application/json");
    assertThat(reply.headers("X-None")).isEmpty();
    assertThat(reply).hasToString("HttpReply[status=200, bytes=2]");
  }
}
