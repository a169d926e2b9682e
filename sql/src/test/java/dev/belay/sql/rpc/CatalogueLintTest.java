package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.TestSql;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules about the installed catalogue, each a query that must find nothing. They ask what the lints
 * of Supabase's database advisor ask, in our own words.
 */
@OnBothShapes
class CatalogueLintTest extends RpcBehaviour {

  @ParameterizedTest
  @MethodSource("lints")
  void findsNothing(Path lint) throws IOException {
    assertThat(TestSql.column(superuser(), Files.readString(lint)))
        .as(lint.getFileName().toString())
        .isEmpty();
  }

  @Test
  void theLintsFindWhatTheyAreFor() throws Exception {
    try (var connection = superuser().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(connection, TestSql.resource("/belay-sql-test/lint-offences.sql"));
      for (Path lint : lints().toList()) {
        assertThat(TestSql.column(connection, Files.readString(lint)))
            .as(lint.getFileName().toString())
            .isNotEmpty();
      }
      connection.rollback();
    }
  }

  static Stream<Path> lints() throws IOException, URISyntaxException {
    Path folder = Path.of(CatalogueLintTest.class.getResource("/belay-sql-test/lints").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return List.copyOf(files.sorted().toList()).stream();
    }
  }
}
