package dev.belay.cache.rpc;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.cache.TagVersionStore;
import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Versions in {@code belay.cache_tag_versions}. */
final class RpcTagVersionStore implements TagVersionStore {

  private static final RpcCall READ = RpcCall.of("get_cache_tag_versions").idempotent();
  private static final RpcCall CAPTURE = RpcCall.of("capture_cache_tags").idempotent();
  // A second bump does no harm, and the answer is right after it too.
  private static final RpcCall BUMP = RpcCall.of("bump_cache_tags").idempotent();

  private final RpcClient rpc;
  private final RpcCall bump;

  RpcTagVersionStore(RpcClient rpc, boolean notifying) {
    this.rpc = Objects.requireNonNull(rpc, "rpc");
    this.bump = BUMP.with("p_notify", notifying);
  }

  @Override
  public List<TagVersion> versions(TagSet tags) {
    return inOrder(READ, tags, rows(READ.with("p_tags", new Json(TagArray.of(tags)))));
  }

  @Override
  public List<TagVersion> capture(TagSet tags) {
    List<TagVersion> found = rows(CAPTURE.with("p_tags", String.join(" ", tags.tags())));
    // Those without a row come last.
    return inOrder(CAPTURE, tags, areOf(tags, found) ? found : sorted(found));
  }

  @Override
  public List<TagVersion> bumpAll(TagSet tags) {
    return inOrder(bump, tags, rows(bump.with("p_tags", new Json(TagArray.of(tags)))));
  }

  private List<TagVersion> rows(RpcCall call) {
    return rpc.rows(call, RpcTagVersionStore::version);
  }

  private static List<TagVersion> sorted(List<TagVersion> versions) {
    return versions.stream().sorted(Comparator.comparing(TagVersion::tag)).toList();
  }

  private static List<TagVersion> inOrder(RpcCall call, TagSet tags, List<TagVersion> versions) {
    if (!areOf(tags, versions)) {
      throw new ConfigurationException(call.function() + " returned other tags than were asked");
    }
    return versions;
  }

  private static boolean areOf(TagSet tags, List<TagVersion> versions) {
    boolean same = versions.size() == tags.tags().size();
    for (int i = 0; same && i < versions.size(); i++) {
      same = versions.get(i).tag().equals(tags.tags().get(i));
    }
    return same;
  }

  private static TagVersion version(RpcRow row) {
    return new TagVersion(
        present(row.text("tag")), present(row.integer("version")), present(row.integer("life")));
  }

  private static <T> T present(Optional<T> column) {
    return column.orElseThrow(
        () -> new ConfigurationException("A tag's version came without one of its parts"));
  }
}
