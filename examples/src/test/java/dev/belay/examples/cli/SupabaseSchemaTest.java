package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.testservers.SupabaseShape;
import dev.belay.testservers.postgrest.GatewayRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands about the schema over REST. */
class SupabaseSchemaTest {

  private static final SupabaseShape SHAPE = SupabaseShape.hosted();

  private CliProject project;
  private Cli belay;

  @BeforeEach
  void start() {
    project = CliProject.startEmpty(SHAPE);
    belay = project.with(SupabaseProject.KEY_VARIABLE, project.keys().secretKey());
  }

  @AfterEach
  void stop() {
    project.close();
  }

  @Test
  void saysThatTheSchemaIsNotInstalled() {
    Result status = status(1);

    assertThat(status.out())
        .contains(
            "version  none",
            "pending  20261122090000_belay_schema.sql",
            "The schema is not installed",
            "--jdbc-url");
  }

  @Test
  void saysThatTheSchemaIsUpToDateInOneRequest() {
    install();
    project.gateway().reset();

    Result status = status(0);

    assertThat(status.out()).contains("The schema is up to date.").doesNotContain("pending");
    assertThat(project.gateway().requests())
        .extracting(GatewayRequest::path)
        .containsExactly("/rest/v1/rpc/belay_schema_version");
  }

  @Test
  void listsWhatIsPending() {
    install();
    setVersion("20261122091400");

    Result status = status(1);

    assertThat(status.out())
        .contains("version  20261122091400", "pending  20261122091500_key_health.sql")
        .contains("Run belay schema install with --jdbc-url")
        .doesNotContain("_operations_rpcs.sql", "not installed");
  }

  @Test
  void saysThatADatabaseIsOfANewerVersion() {
    install();
    setVersion("20990101000000");

    assertThat(status(1).out())
        .contains("unknown  20990101000000", "The database is of a newer version")
        .doesNotContain("pending");
  }

  @Test
  void comparesNothingWithAPublicKey() {
    install();

    Result refused =
        project
            .with(SupabaseProject.KEY_VARIABLE, project.keys().publishableKey())
            .run("schema", "status");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("belay_schema_version").hasLineCount(1);
  }

  @Test
  void saysWhatInstallsASchemaInstead() {
    Result refused = belay.run("schema", "install");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("belay: ").contains("--jdbc-url").hasLineCount(1);
  }

  private Result status(int exitCode) {
    Result status = belay.run("schema", "status");
    assertThat(status.err()).isEmpty();
    assertThat(status.exitCode()).as(status.out()).isEqualTo(exitCode);
    return status;
  }

  private void install() {
    SchemaInstaller.of(project.database().database().dataSource(SHAPE.owner())).install();
    project.postgrest().reloadSchema();
  }

  private void setVersion(String version) {
    project
        .database()
        .execute(
            """
            create or replace function belay.schema_version() returns text language sql immutable
            set search_path = '' as $$ select '%s' $$"""
                .formatted(version));
  }
}
