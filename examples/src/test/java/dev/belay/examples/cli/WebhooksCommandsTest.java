package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.send.SecretFingerprint;
import dev.belay.webhook.send.SigningSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class WebhooksCommandsTest {

  private static final String TRIPS = "https://app.example.org/api/hooks/trips?token=t0";
  private static final String CACHE = "https://app.example.org/api/hooks/cache";

  private final String secret = TestKeys.withPrefix("hmac-", 40);
  private final String other = TestKeys.withPrefix("hmac-", 40);

  private CliDatabase database;
  private Cli belay;

  @BeforeAll
  void createDatabase() {
    database = CliDatabase.withSchema();
    database.execute("create table public.trips (id bigint primary key)");
    belay =
        database
            .service()
            .variable("WEBHOOK_TRIPS_URL", TRIPS)
            .variable("WEBHOOK_CACHE_URL", CACHE)
            .variable("HMAC_SECRET", secret);
  }

  @AfterAll
  void dropDatabase() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.execute(
        """
        drop table public.trips;
        create table public.trips (id bigint primary key);
        truncate belay.webhook_endpoints, belay.webhook_outbox, belay.webhook_deliveries,
          belay.webhook_attempts
        """);
  }

  private void watchTrips() {
    assertThat(belay.run("webhooks", "setup").exitCode()).isZero();
    database.execute("select belay.watch_table('public.trips', 'trips')");
  }

  @Test
  void setsUpWhatTheEnvironmentSays() {
    Result result = belay.run("webhooks", "setup");

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("trips", "cache", "https://app.example.org")
        .contains(SecretFingerprint.of(Secret.of(secret)))
        .doesNotContain("token");
    assertThat(database.text("select url from belay.webhook_endpoints where name = 'trips'"))
        .isEqualTo(TRIPS);
    assertThat(belay.run("webhooks", "setup").exitCode()).isZero(); // again
  }

  @Test
  void setsUpNothingWhereAVariableIsMissing() {
    Result noUrl = belay.run("webhooks", "setup", "--endpoint", "trips", "--endpoint", "files");
    assertThat(noUrl.exitCode()).isEqualTo(1);
    assertThat(noUrl.err()).contains("WEBHOOK_FILES_URL");
    Result noSecret = belay.variable("HMAC_SECRET", " ").run("webhooks", "setup");
    assertThat(noSecret.exitCode()).isEqualTo(1);
    assertThat(noSecret.err()).contains("HMAC_SECRET");
    assertThat(database.text("select count(*) from belay.webhook_endpoints")).isEqualTo("0");
  }

  @Test
  void refusesAUrlThatIsNotHttpsAndDoesNotRepeatIt() {
    for (String url : List.of("http://app.example.org/t0", "https://u:t0@example.org/", "t0 t0")) {
      Result result = belay.variable("WEBHOOK_TRIPS_URL", url).run("webhooks", "setup");
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1).doesNotContain("t0");
    }
  }

  @Test
  void verifiesThatBothSidesHaveTheSameSecret() {
    Result nothing = belay.run("webhooks", "verify");
    assertThat(nothing.exitCode()).isEqualTo(1);
    assertThat(nothing.out()).startsWith("[verify_webhook_secret] MISSING");

    belay.run("webhooks", "setup");
    Result same = belay.run("webhooks", "verify");
    assertThat(same.exitCode()).isZero();
    assertThat(same.out())
        .contains("[verify_webhook_secret] trips: MATCH", "[verify_webhook_secret] cache: MATCH");

    Result different = belay.variable("HMAC_SECRET", other).run("webhooks", "verify");
    assertThat(different.exitCode()).isEqualTo(1);
    assertThat(different.out()).contains("trips: MISMATCH");

    database.execute("update belay.webhook_endpoints set signing_fingerprint = null");
    Result unknown = belay.run("webhooks", "verify", "--endpoint", "trips");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.out()).contains("trips: MISSING");

    assertThat(belay.variable("HMAC_SECRET", "").run("webhooks", "verify").exitCode()).isEqualTo(1);
  }

  @Test
  void showsWhatWaits() {
    assertThat(belay.run("webhooks", "status").out()).contains("There is no endpoint");
    watchTrips();
    database.execute("insert into public.trips values (1), (2)");
    database.execute("update belay.webhook_deliveries set dead_at = now() where id % 2 = 0");

    Result result = belay.run("webhooks", "status");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("trips", "active", "https://app.example.org", "public.trips")
        .doesNotContain("token");
  }

  @Test
  void pausesAndResumes() {
    watchTrips();
    assertThat(belay.run("webhooks", "pause", "trips", "--reason", "maintenance").out())
        .contains("is paused");
    assertThat(belay.run("webhooks", "status").out()).contains("paused", "maintenance");
    assertThat(belay.run("webhooks", "pause", "trips").out()).contains("was not active");
    assertThat(belay.run("webhooks", "resume", "trips").out()).contains("active again");
    assertThat(belay.run("webhooks", "resume", "trips").out()).contains("was active");
    Result unknown = belay.run("webhooks", "pause", "unknown");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("no webhook endpoint of this name");
  }

  @Test
  void replaysWhatIsAskedForAndCountsItFirst() {
    watchTrips();
    database.execute("insert into public.trips values (1), (2), (3)");
    database.execute("delete from belay.webhook_deliveries");
    String event = database.text("select event_id from belay.webhook_outbox order by id limit 1");

    assertThat(belay.run("webhooks", "replay", "--endpoint", "trips", "--dry-run").out())
        .contains("3 events would be sent again");
    assertThat(belay.run("webhooks", "replay", "--event", event).out()).contains("1 events are");
    assertThat(
            belay
                .run(
                    "webhooks",
                    "replay",
                    "--table",
                    "trips",
                    "--schema",
                    "public",
                    "--from",
                    "2020-01-01T00:00:00Z",
                    "--until",
                    "2100-01-01T00:00:00+01:00")
                .out())
        .contains("2 events are");
    assertThat(belay.run("webhooks", "replay", "--endpoint", "trips", "--only-dead").out())
        .contains("0 events are");
  }

  @Test
  void replaysNothingWithoutBeingToldWhat() {
    assertThat(belay.run("webhooks", "replay").exitCode()).isEqualTo(2);
    assertThat(belay.run("webhooks", "replay", "--only-dead").exitCode()).isEqualTo(2);
    assertThat(belay.run("webhooks", "replay", "--from", "yesterday").exitCode()).isEqualTo(2);
    assertThat(belay.run("webhooks", "replay", "--event", "1").exitCode()).isEqualTo(2);
  }

  @Test
  void rotatesTheSecretOfAFileAndPrintsNone(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("webhooks.env");
    String[] rotate = {"webhooks", "rotate-secret", "--file", file.toString()};
    Result first = Cli.plain().run(rotate);
    assertThat(first.err()).isEmpty();
    assertThat(first.exitCode()).isZero();
    String old = value(file, "HMAC_SECRET");
    assertThat(old).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.writeString(file, "# ours\nOTHER=1\nHMAC_SECRET=" + old + "\n");

    Result second =
        Cli.plain().run("webhooks", "rotate-secret", "--file", file.toString(), "--overlap", "P1D");

    assertThat(second.exitCode()).isZero();
    assertThat(Files.readAllLines(file)).contains("# ours", "OTHER=1");
    assertThat(value(file, "HMAC_SECRET")).isNotEqualTo(old).matches("[0-9a-f]{64}");
    assertThat(value(file, "HMAC_SECRET_PREVIOUS")).isEqualTo(old);
    assertThat(value(file, "HMAC_SECRET_PREVIOUS_UNTIL")).endsWith("Z");
    assertThat(second.out())
        .contains(SecretFingerprint.of(Secret.of(old)), "Valid until:")
        .doesNotContain(old, value(file, "HMAC_SECRET"));
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void rotatesTheSecretsOfOneEndpointInTheirForms(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("webhooks.env");
    for (String variable : List.of("TRIPS_HMAC_SECRET", "TRIPS_WEBHOOK_SECRET")) {
      for (int i = 0; i < 2; i++) {
        String[] rotate = {
          "webhooks", "rotate-secret", "--file", file.toString(), "--variable", variable
        };
        assertThat(Cli.plain().run(rotate).exitCode()).isZero();
      }
      assertThat(value(file, variable + "_PREVIOUS"))
          .isNotEmpty()
          .isNotEqualTo(value(file, variable));
    }
    Map<String, String> variables =
        Files.readAllLines(file).stream()
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    SigningSecrets secrets = SigningSecrets.fromEnvironment(Environment.of(variables), "TRIPS_");
    byte[] body = {1};
    assertThat(secrets.hmac(body, Instant.now())).isPresent();
    assertThat(secrets.standard("id", body, Instant.now()).orElseThrow().split(" ")).hasSize(2);
    assertThat(Cli.plain().run("webhooks", "rotate-secret", "--file", "x", "--variable", "PATH"))
        .extracting(Result::exitCode)
        .isEqualTo(2);
  }

  @Test
  void refusesAFileThatOthersMayReadOrThatIsALink(@TempDir Path folder) throws IOException {
    Path open = Files.writeString(folder.resolve("open.env"), "HMAC_SECRET=" + secret + "\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path link = Files.createSymbolicLink(folder.resolve("link.env"), open);
    for (Path file : List.of(open, link, folder.resolve("no/such/folder.env"))) {
      Result result = Cli.plain().run("webhooks", "rotate-secret", "--file", file.toString());
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1);
    }
    assertThat(Cli.plain().run("webhooks", "rotate-secret", "--file", "x", "--overlap", "1 day"))
        .extracting(Result::exitCode)
        .isEqualTo(2);
    assertThat(value(open, "HMAC_SECRET")).isEqualTo(secret);
  }

  private static String value(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }
}
