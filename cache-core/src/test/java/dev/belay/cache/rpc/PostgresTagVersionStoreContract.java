package dev.belay.cache.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.cache.TagVersionStoreContract;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store in PostgreSQL does, whichever way it is called. */
abstract class PostgresTagVersionStoreContract extends TagVersionStoreContract {

  protected abstract InstalledDatabase database();

  @Override
  protected void lose(Collection<String> tags) {
    TestSql.column(
        database().superuser(),
        "delete from belay.cache_tag_versions where tag = any (string_to_array(?, ' ')) returning 1",
        String.join(" ", tags));
  }

  @Override
  protected void loseEverything(Collection<String> tags) {
    TestSql.execute(database().superuser(), "truncate belay.cache_tag_versions");
  }

  @Test
  void aTrimmedTagNeverShowsAVersionAndLifeAgain() {
    String tag = newTag();
    List<TagVersion> seen = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      seen.addAll(store().capture(TagSet.of(tag)));
      store().bumpAll(TagSet.of(tag));
      seen.addAll(store().capture(TagSet.of(tag)));
      trimUntilGone(tag);
    }
    assertThat(seen).doesNotHaveDuplicates();
  }

  private void trimUntilGone(String tag) {
    while (store().versions(TagSet.of(tag)).get(0).version() > 0) {
      TestSql.column(database().service(), "select public.trim_cache_tag_versions(now())");
    }
  }
}
