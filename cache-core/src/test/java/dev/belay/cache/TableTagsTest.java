package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTagsTest {

  private static final String TEXT =
      """
      # what a change of a table makes void
      trips: trip, user_trips, search

      chat_messages, chat_sessions: conversation  # both
      *: search
      """;

  @Test
  void readsTablesTheirTagsAndThoseOfAnyOther() {
    TableTags tags = TableTags.parse(TEXT);
    assertThat(tags.tagsOf("trips")).isEqualTo(TagSet.of("trip", "user_trips", "search"));
    assertThat(tags.tagsOf("chat_sessions")).isEqualTo(TagSet.of("conversation"));
    assertThat(tags.tagsOf("unknown")).isEqualTo(TagSet.of("search"));
    assertThat(tags.tagsOf("")).isEqualTo(TagSet.of("search"));
    assertThat(tags.tagsOf("*")).isEqualTo(TagSet.of("search"));
    assertThat(tags.byTable()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trips trip| Line 2 is not <tables>: <tags>",
        "trips:| Line 2: A tag must be",
        "trips: a,,b| Line 2: A tag must be",
        ": a| Line 2 is not <tables>: <tags>",
        "tr ips: a| Line 2 is not <tables>: <tags>",
        "trips, trips: a| Line 2 repeats a table",
        "*: a| Line 2 repeats a table"
      })
  void namesTheLineThatItCannotRead(String line, String message) {
    InvalidArgumentException refusal =
        Refusals.refusalOf(
            InvalidArgumentException.class, () -> TableTags.parse("*: search\n" + line));
    assertThat(refusal).hasMessageContaining(message);
  }

  @Test
  void refusesATextThatSaysNothingOfOtherTables() {
    Refusals.refusalOf(InvalidArgumentException.class, () -> TableTags.parse("trips: trip"));
    Refusals.refusalOf(InvalidArgumentException.class, () -> TableTags.parse(""));
  }
}
