package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.TestSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the schema and the installed catalogue name the same functions. */
@OnBothShapes
class DocumentedFunctionsTest extends RpcBehaviour {

  private static final Path PAGE = Path.of("../docs/schema.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z_]+\\(.*?)` \\|", Pattern.MULTILINE);

  @Test
  void thePageHasEveryFunctionWithItsParametersAndItsResult() throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("\n## Functions\n"));
    List<String> documented =
        ROW.matcher(section.substring(0, section.indexOf("\n## ", 1)))
            .results()
            .map((MatchResult row) -> row.group(1))
            .toList();

    assertThat(documented)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            TestSql.column(superuser(), TestSql.resource("/belay-sql-test/documented.sql")));
  }
}
