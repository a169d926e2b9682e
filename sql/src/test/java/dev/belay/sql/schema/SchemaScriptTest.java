package dev.belay.sql.schema;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library's migrations are read from one text, and each is what it was as a file. */
class SchemaScriptTest {

  private static final String FIRST = "20261122093000_a.sql";
  private static final String SECOND = "20261122093001_b.sql";

  @Test
  void theArtifactForOtherToolsHasTheSameFiles() throws IOException {
    assertThat(SchemaScript.ofBelay().migrations())
        .isEqualTo(MigrationsArtifact.files())
        .hasSizeGreaterThanOrEqualTo(ReleasedMigrations.lines().size());
  }

  @Test
  void thePlainFilesAreNotOnTheClassPath() {
    assertThat(getClass().getResource("/belay-sql/migrations")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\n\nselect 1;\n\n",
        "-- === head\n-- ====\nselect 1; -- ==== 20261122093000_c.sql\n",
        "select 'no line feed at the end'"
      })
  void givesEveryByteOfAFileBack(String text) {
    assertThat(new SchemaScript(script(FIRST, text, SECOND, "select 2;\n")).migrations())
        .containsExactly(Migration.of(FIRST, text), Migration.of(SECOND, "select 2;\n"));
  }

  @Test
  void lineEndsOfACheckoutChangeNothing() {
    String script = script(FIRST, "select 1;\nselect 2;\n");
    assertThat(new SchemaScript(script.replace("\n", "\r\n")).migrations())
        .isEqualTo(new SchemaScript(script).migrations());
  }

  @Test
  void refusesATextThatWasCutOffAnywhere() {
    String script = script(FIRST, "select 1;\n", SECOND, "select 2;\n");
    for (int length = 0; length < script.length(); length++) {
      SchemaScript cut = new SchemaScript(script.substring(0, length));
      assertThat(refusalOf(ConfigurationException.class, cut::migrations))
          .as("%d characters", length)
          .hasMessageContainingAll("belay-sql/schema.sql", "empty or was cut off");
    }
  }

  @Test
  void refusesATextWithoutAMigration() {
    SchemaScript none = new SchemaScript("-- head\n\n" + SchemaScript.END);
    assertThat(refusalOf(ConfigurationException.class, none::migrations))
        .hasMessageContaining("empty or was cut off");
  }

  @Test
  void refusesWhatFollowsTheEnd() {
    SchemaScript longer = new SchemaScript(script(FIRST, "select 1;\n") + "select 2;\n");
    refusalOf(ConfigurationException.class, longer::migrations);
    String twice = script(FIRST, "select 1;\n") + script(SECOND, "select 2;\n");
    refusalOf(ConfigurationException.class, new SchemaScript(twice)::migrations);
  }

  @Test
  void refusesAMarkWithoutTheNameOfAMigration() {
    SchemaScript text = new SchemaScript(script(FIRST, "select 1;\n\n-- ==== section\n\n"));
    assertThat(refusalOf(ConfigurationException.class, text::migrations))
        .hasMessageContaining("section");
  }

  @Test
  void refusesAMigrationThatDoesNotBeginAfterAnEmptyLine() {
    SchemaScript text = new SchemaScript(script(FIRST, "").replace(".sql\n\n", ".sql\nselect 1;"));
    assertThat(refusalOf(ConfigurationException.class, text::migrations))
        .hasMessageContainingAll("belay-sql/schema.sql", "empty line");
  }

  @Test
  void refusesMigrationsThatAreNotInOrder() {
    for (String script :
        List.of(
            script(SECOND, "select 2;\n", FIRST, "select 1;\n"),
            script(FIRST, "select 1;\n", FIRST, "select 1;\n"))) {
      assertThat(refusalOf(ConfigurationException.class, new SchemaScript(script)::migrations))
          .hasMessageContainingAll("belay-sql/schema.sql", FIRST);
    }
  }

  @Test
  void saysThatItIsMissing() {
    ClassLoader empty = new MemoryLoader();
    assertThat(refusalOf(ConfigurationException.class, () -> SchemaScript.on(empty)))
        .hasMessageContaining("belay-sql/schema.sql is not on the class path");
  }

  private static String script(String... namesAndTexts) {
    StringBuilder script = new StringBuilder("-- head\n");
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      script.append("\n-- ==== ").append(namesAndTexts[i]).append("\n\n");
      script.append(namesAndTexts[i + 1]);
    }
    return script.append("\n").append(SchemaScript.END).toString();
  }
}
