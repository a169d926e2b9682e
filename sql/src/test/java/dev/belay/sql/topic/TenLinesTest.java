package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The kind of topics that the page about realtime makes, by the role that it says. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TenLinesTest extends TopicBehaviour {

  private static final Path PAGE = Path.of("../docs/realtime.md");

  @Test
  void theExampleIsTenLinesAndWorks() throws IOException, SQLException {
    String example = Files.readString(PAGE).split("```sql\n", 2)[1].split("```", 2)[0];
    assertThat(example.lines().count()).isLessThanOrEqualTo(10);
    // This database has a schema of that name already.
    run(example);

    UUID member = database().newUser();
    UUID guest = database().newUser();
    TestSql.execute(
        database().owner(),
        "insert into app.room_members values (7, '%s', 'member'), (7, '%s', 'guest')"
            .formatted(member, guest));
    assertAllowed(member, "room:7", true, true);
    assertAllowed(guest, "room:7", true, false);
    assertAllowed(member, "room:8", false, false);
    assertAllowed(database().newUser(), "room:7", false, false);
  }

  private static void assertAllowed(UUID user, String topic, boolean reads, boolean writes)
      throws SQLException {
    assertThat(decide(user, topic, "read").equals("allowed")).isEqualTo(reads);
    assertThat(decide(user, topic, "write").equals("allowed")).isEqualTo(writes);
    assertThat(realtime().allows(user, topic, "read")).isEqualTo(reads);
    assertThat(realtime().allows(user, topic, "write")).isEqualTo(writes);
  }
}
