package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.belay.testservers.SupabaseShape;
import dev.belay.testservers.leak.LeakScan;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The runbook's requests, sent by the very script of {@code examples/curl}. Where {@code
 * BELAY_TEST_JDBC_URL} names a server with the real Supabase Vault, its keys lie in that one.
 */
class CurlScriptTest {

  private static final Path SCRIPT = Path.of("curl/byok.sh").toAbsolutePath();

  @TempDir private Path directory;

  private CliProject project;

  @BeforeAll
  static void requireTools() {
    for (String tool : new String[] {"bash", "curl"}) {
      assumeTrue(isThere(tool), () -> "there is no " + tool + " here");
    }
  }

  @AfterEach
  void stop() {
    if (project != null) {
      project.close();
    }
  }

  @Test
  void playsTheLifecycleWithEnvelopesOnThePortableVault() throws Exception {
    project = CliProject.start(SupabaseShape.hosted().withoutVault());
    String user = project.database().newUser().toString();

    Ran ran = run(lifecycle(user, sealed(user), sealed(user)));

    assertThat(ran.output()).doesNotContain("FAILED").hasLineCount(15);
    assertThat(ran.exitCode()).isZero();
    assertThat(stored(user)).isEqualTo("0");
  }

  @Test
  void playsTheLifecycleWithPlainKeysOnSupabaseVault() throws Exception {
    project = CliProject.start(SupabaseShape.hosted());
    String user = project.database().newUser().toString();

    Ran ran = run(lifecycle(user, TestKeys.openai(), TestKeys.openai()));

    assertThat(ran.output()).doesNotContain("FAILED").hasLineCount(15);
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void takesTheOlderKindOfKeys() throws Exception {
    project = CliProject.start(SupabaseShape.hosted().withoutVault());
    ProjectKeys keys = project.keys();
    String user = project.database().newUser().toString();
    Map<String, String> variables = lifecycle(user, sealed(user), sealed(user));
    variables.put("SUPABASE_SERVICE_ROLE_KEY", keys.legacyServiceRoleKey());
    variables.put("SUPABASE_ANON_KEY", keys.legacyAnonKey());

    assertThat(run(variables).exitCode()).isZero();
  }

  @Test
  void failsWhereAnonIsServed() throws Exception {
    project = CliProject.start(SupabaseShape.hosted().withoutVault());
    String user = project.database().newUser().toString();
    Map<String, String> variables = lifecycle(user, sealed(user), sealed(user));
    variables.put("SUPABASE_ANON_KEY", project.keys().secretKey());

    Ran ran = run(variables);

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output()).startsWith("FAILED  anon may not insert a key (HTTP 20");
    assertThat(stored(user)).isEqualTo("0");
  }

  @Test
  void failsWhereThePortableVaultGetsAPlainKey() throws Exception {
    project = CliProject.start(SupabaseShape.hosted().withoutVault());
    String user = project.database().newUser().toString();

    Ran ran = run(lifecycle(user, TestKeys.openai(), TestKeys.openai()));

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output()).contains("FAILED  the service role inserts a key (HTTP ");
    assertThat(stored(user)).isEqualTo("0");
  }

  @Test
  void removesItsKeyWhereALaterRequestFails() throws Exception {
    project = CliProject.start(SupabaseShape.hosted().withoutVault());
    String user = project.database().newUser().toString();

    Ran ran = run(lifecycle(user, sealed(user), TestKeys.openai()));

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output())
        .contains("ok      the service role inserts a key\n")
        .contains("FAILED  the service role replaces it (HTTP ")
        .endsWith("ok      the test key is removed again\n");
    assertThat(stored(user)).isEqualTo("0");
  }

  @Test
  void leavesAKeyThatItHasNotReplaced() throws Exception {
    project = CliProject.start(SupabaseShape.hosted().withoutVault());
    String user = project.database().newUser().toString();
    assertThat(run(lifecycle(user, sealed(user), TestKeys.openai())).exitCode()).isEqualTo(1);
    project
        .with(SupabaseProject.KEY_VARIABLE, project.keys().secretKey())
        .input(TestKeys.openai())
        .run("keys", "put", "--user", user, "--service", "openai");

    assertThat(run(lifecycle(user, TestKeys.openai(), TestKeys.openai())).exitCode()).isEqualTo(1);

    assertThat(stored(user)).isEqualTo("1");
  }

  @Test
  void readsNoConfigurationOfCurl() throws Exception {
    project = CliProject.start(SupabaseShape.hosted().withoutVault());
    String user = project.database().newUser().toString();
    Path elsewhere = directory.resolve("elsewhere");
    Files.writeString(directory.resolve(".curlrc"), "dump-header = \"" + elsewhere + "\"\n");
    Map<String, String> variables = lifecycle(user, sealed(user), sealed(user));
    variables.put("CURL_HOME", directory.toString());
    variables.put("HOME", directory.toString());

    assertThat(run(variables).exitCode()).isZero();
    assertThat(elsewhere).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SUPABASE_URL | http://project.supabase.co",
        "SUPABASE_URL | http://localhost.example.org",
        "SUPABASE_URL | http://localhost@project.example.org",
        "SUPABASE_URL | file:///etc/passwd",
        "SUPABASE_URL | project.supabase.co",
        "SUPABASE_URL | https://user:password@project.supabase.co",
        "SUPABASE_URL | https://project.supabase.co?a=b",
        "SUPABASE_SERVICE_ROLE_KEY | sb_secret_x y",
        "SUPABASE_ANON_KEY | sb_publishable_x\"",
        "BYOK_USER_ID | 1",
        "BYOK_USER_ID | 6f1c1a34-0b5e-4a37-9f0a-5a4f4a3c2b11\",\"p_service\":\"xai",
        "BYOK_API_KEY | sk-x\",\"p_service\":\"xai",
        "BYOK_API_KEY | sk-x\\",
        "BYOK_API_KEY | belay.v1.K1.abc",
        "BYOK_NEXT_API_KEY | belay.v2.k1.abc",
        "BYOK_NEXT_API_KEY | sk-\u00fc"
      })
  void refusesAValueThatIsNotInItsForm(String name, String value) throws Exception {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("SUPABASE_URL", "https://project.invalid");
    variables.put("SUPABASE_SERVICE_ROLE_KEY", "sb_secret_x");
    variables.put("SUPABASE_ANON_KEY", "sb_publishable_x");
    variables.put("BYOK_USER_ID", "6f1c1a34-0b5e-4a37-9f0a-5a4f4a3c2b11");
    variables.put("BYOK_API_KEY", "sk-x");
    variables.put("BYOK_NEXT_API_KEY", "sk-y");
    variables.put(name, value);

    Ran ran = run(variables);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.output())
        .startsWith("byok.sh: " + name + " is not a")
        .hasLineCount(1)
        .doesNotContain(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SUPABASE_URL",
        "SUPABASE_SERVICE_ROLE_KEY",
        "SUPABASE_ANON_KEY",
        "BYOK_USER_ID",
        "BYOK_API_KEY",
        "BYOK_NEXT_API_KEY"
      })
  void namesTheVariableThatIsMissing(String name) throws Exception {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String each :
        new String[] {
          "SUPABASE_URL",
          "SUPABASE_SERVICE_ROLE_KEY",
          "SUPABASE_ANON_KEY",
          "BYOK_USER_ID",
          "BYOK_API_KEY",
          "BYOK_NEXT_API_KEY"
        }) {
      variables.put(each, each.equals(name) ? "" : "set");
    }

    Ran ran = run(variables);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.output()).isEqualTo("byok.sh: " + name + " is not set\n");
  }

  private Map<String, String> lifecycle(String user, String key, String nextKey) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("SUPABASE_URL", project.url());
    variables.put("SUPABASE_SERVICE_ROLE_KEY", project.keys().secretKey());
    variables.put("SUPABASE_ANON_KEY", project.keys().publishableKey());
    variables.put("BYOK_USER_ID", user);
    variables.put("BYOK_API_KEY", key);
    variables.put("BYOK_NEXT_API_KEY", nextKey);
    return variables;
  }

  private String sealed(String user) {
    return project
        .with(SupabaseProject.KEY_VARIABLE, project.keys().secretKey())
        .input(TestKeys.openai())
        .run("keys", "seal", "--user", user, "--service", "openai")
        .out()
        .strip();
  }

  private String stored(String user) {
    return project
        .database()
        .text("select count(*) from public.api_keys where user_id = '" + user + "'");
  }

  private Ran run(Map<String, String> variables) throws IOException, InterruptedException {
    Path printed = directory.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder("bash", SCRIPT.toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    builder.environment().putAll(variables);
    Process script = builder.start();
    assertThat(script.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String output = Files.readString(printed, StandardCharsets.UTF_8);
    LeakScan.inspect("the output of byok.sh", output);
    return new Ran(script.exitValue(), output);
  }

  private static boolean isThere(String tool) {
    return Stream.of(
            System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /** What came of the script. */
  private record Ran(int exitCode, String output) {}
}
