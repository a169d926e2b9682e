package dev.belay.examples.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.TableTags;
import dev.belay.cache.TagSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TravelCacheTagsTest {

  private final TableTags tags = TravelCacheTags.read();

  /** The original's table, row by row. */
  @ParameterizedTest
  @CsvSource({
    "accommodations, accommodation hotel_search search search_cache",
    "agent_config, configuration",
    "agent_config_versions, configuration",
    "chat_messages, memory conversation chat_memory",
    "chat_sessions, memory conversation chat_memory",
    "file_attachments, files trip_files",
    "flights, flight flight_search search search_cache",
    "search_activities, search search_cache",
    "search_destinations, search search_cache",
    "search_flights, search search_cache",
    "search_hotels, search search_cache",
    "trip_collaborators, trips users search",
    "trips, trip user_trips trip_search search search_cache",
    "users, users user_settings gateway_user_keys",
    "unknown, search cache"
  })
  void saysWhatTheOriginalSays(String table, String expected) {
    assertThat(tags.tagsOf(table)).isEqualTo(TagSet.of(expected.split(" ")));
  }

  @Test
  void namesFourteenTables() {
    assertThat(tags.byTable()).hasSize(14);
  }
}
