package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {

  private static final URI ADDRESS = URI.create("https://api.example.com/hooks/secret-path?a=1");
  private static final String KEY = "sk-call-0123456789";

  /** An annotation takes no key that is made at run time. */
  @BeforeAll
  static void rememberTheKey() {
    TestKeys.remember(KEY);
  }

  @ParameterizedTest(name = "{index}")
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
    assertThat(
            Refusals.refusalOf(
                InvalidArgumentException.class,
                () -> HttpCall.post(ADDRESS).header("apikey", value)))
        .hasMessageContaining("apikey")
        .hasMessageNotContaining(KEY)
        .hasNoCause();
    assertThat(
            Refusals.refusalOf(
                InvalidArgumentException.class,
                () -> HttpCall.post(ADDRESS).header("apikey", Secret.of(value))))
        .hasMessageNotContaining(KEY);
  }

  @Test
  void refusesATokenThatWouldAddAHeader() {
    assertThat(
            Refusals.refusalOf(
                InvalidArgumentException.class,
                () -> HttpCall.get(ADDRESS).bearer(Secret.of(KEY + "\r\nHost: evil"))))
        .hasMessageNotContaining(KEY);
  }

  @Test
  void refusesAHeaderValueThatIsTooLongOrEmpty() {
    HttpCall.Builder call = HttpCall.get(ADDRESS).header("X-Long", "x".repeat(8192));

    Refusals.refusalOf(
        InvalidArgumentException.class, () -> call.header("X-Long", "x".repeat(8193)));
    Refusals.refusalOf(InvalidArgumentException.class, () -> call.header("X-Long", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "X Y", "X:Y", "X\r\nY", "\u00fc"})
  void refusesAHeaderNameThatIsNone(String name) {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> HttpCall.get(ADDRESS).header(name, "value"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-length", "Connection", "transfer-encoding", "Upgrade"})
  void leavesFramingToTheTransport(String name) {
    assertThat(
            Refusals.refusalOf(
                InvalidArgumentException.class, () -> HttpCall.get(ADDRESS).header(name, "value")))
        .hasMessageContaining(name);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "ftp://api.example.com/",
        "//api.example.com/",
        "/path",
        "mailto:a@example.com",
        "https:///path",
        "http://my_service:3000/",
        "https://user:sk-call-0123456789@api.example.com/",
        "https://@api.example.com/",
        "https://api.example.com/#fragment"
      })
  void refusesAnAddressThatCannotBeCalledWithoutPrintingIt(String address) {
    assertThat(
            Refusals.refusalOf(
                InvalidArgumentException.class, () -> HttpCall.get(URI.create(address))))
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
      Refusals.refusalOf(InvalidArgumentException.class, () -> call.timeout(timeout).build());
    }
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> HttpCall.get(ADDRESS).responseLimit(-1).build());
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> HttpCall.get(ADDRESS).json("{}").build());
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
