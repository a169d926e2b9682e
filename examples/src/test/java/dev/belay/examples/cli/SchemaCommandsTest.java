package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaCommandsTest {

  private CliDatabase database;
  private Cli belay;

  @BeforeEach
  void createDatabase() {
    database = CliDatabase.empty();
    belay = database.owner();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  void installsOnAnEmptyDatabase() {
    Result before = belay.run("schema", "status");
    assertThat(before.exitCode()).isEqualTo(1);
    assertThat(before.out()).contains("version  none", "pending  ", "Run belay schema install.");

    Result installed = belay.run("schema", "install");
    assertThat(installed.exitCode()).isZero();
    assertThat(installed.out()).contains("applied  ", " applied now, 0 before.");

    Result after = belay.run("schema", "status");
    assertThat(after.exitCode()).isZero();
    assertThat(after.out()).contains("The schema is up to date.").doesNotContain("pending");
  }

  @Test
  void installsNothingTwice() {
    belay.run("schema", "install");

    Result again = belay.run("schema", "install");

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).startsWith("0 applied now, ").hasLineCount(1);
  }

  @Test
  void saysThatADatabaseIsOfANewerVersion() {
    belay.run("schema", "install");
    database.execute(
        """
        create or replace function belay.schema_version() returns text language sql immutable
        set search_path = '' as $$ select '20990101000000' $$""");

    Result status = belay.run("schema", "status");
    assertThat(status.exitCode()).isEqualTo(1);
    assertThat(status.out())
        .contains("unknown  20990101000000", "The database is of a newer version");

    Result install = belay.run("schema", "install");
    assertThat(install.exitCode()).isEqualTo(1);
    assertThat(install.err()).startsWith("belay: ").contains("20990101000000").hasLineCount(1);
  }

  @Test
  void saysWhatARoleLacks() {
    Result refused = database.stranger().run("schema", "install");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).startsWith("belay: ").contains("superuser.sql").hasLineCount(1);
  }
}
