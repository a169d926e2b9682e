package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.leak.TestKeys;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before a project is asked. */
class SupabaseOptionsTest {

  private static final String USER = "6f1c1a34-0b5e-4a37-9f0a-5a4f4a3c2b11";
  private static final String URL = "https://project.supabase.co";

  private final Cli belay =
      Cli.plain().variable(SupabaseProject.KEY_VARIABLE, TestKeys.withPrefix("sb_secret_", 31));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "project",
        "project.supabase.co",
        "http://project.supabase.co",
        "ftp://project.supabase.co",
        "https://",
        "https://a b.supabase.co",
        "https://project.supabase.co/rest/v1",
        "https://project.supabase.co?key=hunter2hunter2",
        "https://me:hunter2hunter2@project.supabase.co",
      })
  void refusesWhatIsNoProjectsUrl(String url) {
    assertThat(oneLine(2, list(belay, "--supabase-url", url))).doesNotContain("hunter2");
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        Arguments.of((Object) new String[] {"--jdbc-url", "jdbc:postgresql://127.0.0.1:1/db"}),
        Arguments.of((Object) new String[] {"--data-dir", "unused"}));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void refusesTwoDatabases(String[] other) {
    Result refused = list(belay, "--supabase-url", URL, other[0], other[1]);

    assertThat(oneLine(2, refused)).contains("exclude each other");
  }

  @Test
  void refusesALoginRoleForRest() {
    assertThat(oneLine(2, list(belay, "--supabase-url", URL, "--jdbc-user", "a")))
        .contains("goes with --jdbc-url");
  }

  @Test
  void needsAKey() {
    assertThat(oneLine(1, list(Cli.plain(), "--supabase-url", URL)))
        .contains("SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY");
  }

  @Test
  void refusesAKeyThatNoHeaderCanCarry() {
    String key = TestKeys.withPrefix("sb_secret_", 31);
    Cli malformed = belay.variable(SupabaseProject.KEY_VARIABLE, key + "\n" + key);

    assertThat(oneLine(1, list(malformed, "--supabase-url", URL))).doesNotContain(key);
  }

  @Test
  void takesNoKeyFromTheArguments() {
    String key = TestKeys.withPrefix("sb_secret_", 31);

    assertThat(oneLine(2, list(belay, "--supabase-url", URL, "--supabase-key", key)))
        .contains("unknown option");
  }

  @Test
  void saysThatTheProjectCannotBeReached() {
    oneLine(1, list(belay, "--supabase-url", "http://127.0.0.1:1"));
  }

  private static Result list(Cli cli, String... options) {
    return cli.options(options).run("keys", "list", "--user", USER);
  }

  private static String oneLine(int exitCode, Result refused) {
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(exitCode);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("belay: ").hasLineCount(1);
    return refused.err();
  }
}
