package dev.belay.cache.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionCache;
import dev.belay.sql.notify.Listening;
import dev.belay.sql.notify.NotificationHandler;
import dev.belay.sql.notify.NotificationSource;
import dev.belay.support.InvalidArgumentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Keeps a near cache fresh: a bump that notifies reaches it within moments, and while nothing can
 * be heard, it asks for the versions again at each interval of the source.
 */
public final class BumpNotifications implements NotificationHandler {

  private static final JsonFactory JSON = new JsonFactory();

  private final TagVersionCache cache;

  private BumpNotifications(TagVersionCache cache) {
    this.cache = Objects.requireNonNull(cache, "cache");
  }

  /**
   * Tells a cache of the bumps of others, as long as the listening lasts.
   *
   * @param cache a cache with a near cache, whose age is then what a bump that does not notify may
   *     go unnoticed
   * @param source where notifications come from
   * @return ends it when closed
   */
  public static Listening keepFresh(TagVersionCache cache, NotificationSource source) {
    return source.listen(RpcTagVersionStores.CHANNEL, new BumpNotifications(cache));
  }

  @Override
  public void notified(String payload) {
    List<String> tags = tags(payload);
    try {
      cache.noteBump(TagSet.of(tags));
    } catch (InvalidArgumentException e) {
      // Too many to be named, or sent by somebody else.
      cache.noteMissedBumps();
    }
  }

  @Override
  public void missed() {
    cache.noteMissedBumps();
  }

  /**
   * The tags of a JSON array, empty for anything else. Any role may notify, so this may be
   * anything.
   */
  private static List<String> tags(String payload) {
    try (JsonParser parser = JSON.createParser(payload)) {
      List<String> tags = new ArrayList<>();
      JsonToken token = parser.nextToken();
      if (token != JsonToken.START_ARRAY) {
        return List.of();
      }
      for (token = parser.nextToken();
          token == JsonToken.VALUE_STRING;
          token = parser.nextToken()) {
        tags.add(parser.getText());
      }
      return token == JsonToken.END_ARRAY ? tags : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
