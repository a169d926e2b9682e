package dev.belay.examples.travel;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.testservers.leak.Refusals;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TravelAccessTest {

  private static final List<String> SHARED =
      List.of(
          "trips",
          "trip_collaborators",
          "flights",
          "accommodations",
          "chat_sessions",
          "chat_messages",
          "file_attachments");

  private static TravelDatabase travel;

  @Parameter private DatabaseShape shape;

  @BeforeParameterizedClassInvocation
  static void create(DatabaseShape shape) {
    travel = TravelDatabase.create(shape);
  }

  @AfterParameterizedClassInvocation
  static void drop() {
    travel.close();
  }

  @Test
  void everybodyOnATripReadsWhatIsOnIt() throws SQLException {
    for (String table : SHARED) {
      assertThat(travel.as(travel.owner, "select from public." + table)).as(table).isPositive();
      assertThat(travel.as(travel.editor, "select from public." + table)).as(table).isPositive();
      assertThat(travel.as(travel.viewer, "select from public." + table)).as(table).isPositive();
    }
  }

  @Test
  void strangersReadNothing() throws SQLException {
    for (String table : SHARED) {
      assertThat(travel.as(travel.stranger, "select from public." + table)).as(table).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trips",
        "trip_collaborators",
        "flights",
        "accommodations",
        "search_destinations",
        "search_flights",
        "search_hotels",
        "search_activities",
        "chat_sessions",
        "chat_messages",
        "file_attachments"
      })
  void nobodyWithoutALoginSeesATable(String table) {
    assertThat(
            refusal(() -> travel.as("anon", "{\"role\": \"anon\"}", "select from public." + table)))
        .contains("permission denied");
  }

  @Test
  void searchesAreTheirUsersAlone() throws SQLException {
    assertThat(travel.as(travel.owner, "select from public.search_flights")).isEqualTo(1);
    assertThat(travel.as(travel.editor, "select from public.search_flights")).isZero();
  }

  @Test
  void editorsWriteAndViewersDoNot() throws SQLException {
    String rename = "update public.trips set title = 'Porto'";
    assertThat(travel.as(travel.editor, rename)).isEqualTo(1);
    assertThat(travel.as(travel.viewer, rename)).isZero();
    assertThat(travel.as(travel.stranger, rename)).isZero();
  }

  @Test
  void onlyTheOwnerDecidesWhoIsOnATrip() throws SQLException {
    String promote = "update public.trip_collaborators set role = 'admin'";
    assertThat(travel.as(travel.owner, promote)).isEqualTo(2);
    assertThat(travel.as(travel.editor, promote)).isZero();
    assertThat(
            refusal(
                () ->
                    travel.as(
                        travel.stranger,
                        "insert into public.trip_collaborators (trip_id, user_id) values (1, '"
                            + travel.stranger
                            + "')")))
        .contains("row-level security");
  }

  @Test
  void anEditorCannotTakeATripOver() {
    assertThat(
            refusal(
                () ->
                    travel.as(
                        travel.editor,
                        "update public.trips set user_id = '" + travel.editor + "'")))
        .contains("stays with its owner");
  }

  @Test
  void nobodyWritesInTheNameOfTheAssistant() {
    assertThat(
            refusal(
                () ->
                    travel.as(
                        travel.owner,
                        "insert into public.chat_messages (session_id, role, content) values ('"
                            + travel.session()
                            + "', 'assistant', 'x')")))
        .contains("row-level security");
  }

  @Test
  void aSecondInstallationChangesNothing() {
    assertThat(TravelSchema.install(travel.database().owner()).applied()).as("%s", shape).isEmpty();
  }

  private static String refusal(Refusals.Call call) {
    return refusalOf(SQLException.class, call).getMessage();
  }
}
