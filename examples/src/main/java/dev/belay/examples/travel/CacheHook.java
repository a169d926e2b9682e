package dev.belay.examples.travel;

import dev.belay.cache.TableTags;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionCache;
import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.receive.WebhookHandler;
import dev.belay.webhook.receive.WebhookOutcome;

/**
 * {@code /api/hooks/cache}: bumps the tags of the table that changed. Where they cannot be bumped
 * it fails, so that the event comes again.
 */
final class CacheHook implements WebhookHandler {

  private final TagVersionCache cache;
  private final TableTags tags;

  CacheHook(TagVersionCache cache, TableTags tags) {
    this.cache = cache;
    this.tags = tags;
  }

  @Override
  public WebhookOutcome handle(WebhookEvent event) {
    TagSet concerned = tags.tagsOf(event.table());
    return WebhookOutcome.with("bumped", cache.bumpAll(concerned)).and("tags", concerned.tags());
  }
}
