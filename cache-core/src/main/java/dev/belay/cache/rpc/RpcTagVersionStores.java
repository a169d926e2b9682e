package dev.belay.cache.rpc;

import dev.belay.cache.TagVersionStore;
import dev.belay.sql.RpcClient;

/**
 * Makes {@link TagVersionStore}s in PostgreSQL, over JDBC or over PostgREST.
 *
 * <p>The client's login must be a member of {@code service_role}. Versions are read on the server
 * that takes the bumps: one that follows it may lag behind.
 */
public final class RpcTagVersionStores {

  /** The channel on which a store that notifies tells of its bumps. */
  public static final String CHANNEL = "belay_cache_tags";

  private RpcTagVersionStores() {}

  /**
   * A store whose bumps tell nobody.
   *
   * @param rpc calls {@code get_cache_tag_versions}, {@code capture_cache_tags} and {@code
   *     bump_cache_tags}
   * @return the store
   */
  public static TagVersionStore over(RpcClient rpc) {
    return new RpcTagVersionStore(rpc, false);
  }

  /**
   * A store whose bumps are told on {@link #CHANNEL} to those who listen. PostgreSQL lets only one
   * transaction at a time commit that notifies, so this is for what is bumped now and then.
   *
   * @param rpc calls {@code get_cache_tag_versions}, {@code capture_cache_tags} and {@code
   *     bump_cache_tags}
   * @return the store
   */
  public static TagVersionStore notifying(RpcClient rpc) {
    return new RpcTagVersionStore(rpc, true);
  }
}
