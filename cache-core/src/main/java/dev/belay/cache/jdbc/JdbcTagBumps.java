package dev.belay.cache.jdbc;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.cache.rpc.RpcTagVersionStores;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.InvalidArgumentException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Bumps tags in a transaction of the caller's: the bump is seen together with the change that it is
 * for, at the commit, and is gone with a rollback.
 *
 * <p>Bump last, and all tags in one call. Until the commit another bump of the same tags waits, and
 * two transactions that bump in several calls can wait for each other. The versions must be kept in
 * the same database.
 *
 * <p>Near caches do not see the commit: that of this process is told with {@link
 * dev.belay.cache.TagVersionCache#noteBump}, after the commit, and all of them by {@link
 * #bumpAndNotify}, where they listen.
 */
public final class JdbcTagBumps {

  private JdbcTagBumps() {}

  /**
   * Bumps tags and tells nobody.
   *
   * @param connection the caller's, whose login is a member of {@code service_role}; it is neither
   *     committed nor closed
   * @param tags the tags
   * @return their versions after the commit
   * @throws InvalidArgumentException if the connection is in auto-commit mode
   * @throws dev.belay.support.BelayException if the bump failed; the transaction has failed with it
   */
  public static List<TagVersion> bumpAll(Connection connection, TagSet tags) {
    return RpcTagVersionStores.over(rpc(connection)).bumpAll(tags);
  }

  /**
   * Bumps tags and, at the commit, tells those who listen on {@link RpcTagVersionStores#CHANNEL}.
   *
   * @param connection the caller's, whose login is a member of {@code service_role}; it is neither
   *     committed nor closed
   * @param tags the tags
   * @return their versions after the commit
   * @throws InvalidArgumentException if the connection is in auto-commit mode
   * @throws dev.belay.support.BelayException if the bump failed; the transaction has failed with it
   */
  public static List<TagVersion> bumpAndNotify(Connection connection, TagSet tags) {
    return RpcTagVersionStores.notifying(rpc(connection)).bumpAll(tags);
  }

  /** By itself, the data would be committed before the bump, and a crash between them miss it. */
  private static RpcClient rpc(Connection connection) {
    if (commitsEachStatement(connection)) {
      throw new InvalidArgumentException(
          "The connection is in auto-commit mode: set it to false before the data is written");
    }
    return JdbcRpcClients.in(connection);
  }

  private static boolean commitsEachStatement(Connection connection) {
    try {
      return connection.getAutoCommit();
    } catch (SQLException unusable) {
      return false; // The call says what is wrong with it.
    }
  }
}
