package dev.belay.testservers;

import java.util.regex.Pattern;

/**
 * Makes a database look like that of a hosted Supabase project: its roles, schemas, default
 * privileges and the extension {@code supabase_vault} 0.3.1.
 *
 * <p>Schema {@code realtime} is the platform's: the owner may make policies on {@code
 * realtime.messages}, send and grant, and change nothing else. That right comes from supautils on a
 * hosted project. Here two event triggers stand for it; {@code COMMENT ON POLICY} is refused, as it
 * was before supautils had it. Messages can be stored on the day on which the shape was made and
 * the three after it; {@code RealtimeServer} adds a partition for each day on which it runs.
 *
 * <p>The extension is a stand-in with the real one's tables, functions, privileges and order of
 * writes. It is <em>not</em> secret, since its key stands in its source, and it says nothing about
 * the real cipher. Other hosted features outside the database's own rules, such as the rest of
 * supautils or pg-safeupdate, are absent.
 *
 * <p>The roles {@code anon}, {@code authenticated}, {@code service_role}, {@code authenticator},
 * {@code supabase_admin}, {@code supabase_auth_admin} and {@code supabase_realtime_admin} belong to
 * the whole server once the first such database was made. Each login role among them has the
 * password {@link PostgresServer#ROLE_PASSWORD}. Immutable.
 *
 * @param owner the role that stands for the hosted role {@code postgres}: it owns the project and
 *     is not a superuser. The embedded superuser is called {@code postgres}, so it needs another
 *     name: lower-case letters, digits and underscores
 * @param vault whether the extension is installed
 * @param defaultGrants whether every new object in {@code public} is handed to the roles of
 *     requests, as in projects made before 2026-05-30
 */
public record SupabaseShape(String owner, boolean vault, boolean defaultGrants) {

  /** The name that the SQL files use. */
  private static final String DEFAULT_OWNER = "supabase_postgres";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /**
   * Checks the owner's name.
   *
   * @param owner the role that stands for the hosted role {@code postgres}
   * @param vault whether the extension is installed
   * @param defaultGrants whether new objects are open to the roles of requests
   */
  public SupabaseShape {
    if (!NAME.matcher(owner).matches() || owner.equals("postgres")) {
      throw new IllegalArgumentException("Not a name for the project's owner: " + owner);
    }
  }

  /**
   * A project with the vault, and with the default privileges that are the greater hazard.
   *
   * @return the shape with the owner {@code supabase_postgres}
   */
  public static SupabaseShape hosted() {
    return new SupabaseShape(DEFAULT_OWNER, true, true);
  }

  /**
   * The same shape with another owner.
   *
   * @param name the role's name
   * @return the shape
   */
  public SupabaseShape withOwner(String name) {
    return new SupabaseShape(name, vault, defaultGrants);
  }

  /**
   * The same shape without the extension.
   *
   * @return the shape
   */
  public SupabaseShape withoutVault() {
    return new SupabaseShape(owner, false, defaultGrants);
  }

  /**
   * The same shape with the default privileges of projects made since 2026-05-30.
   *
   * @return the shape
   */
  public SupabaseShape withoutDefaultGrants() {
    return new SupabaseShape(owner, vault, false);
  }

  /**
   * Creates a database of this shape. The first one of a server takes about a second, the others
   * are copies of it.
   *
   * @param server the server
   * @return the database; connect with {@code dataSource(shape.owner())}
   */
  public PostgresDatabase createDatabase(PostgresServer server) {
    return server.createDatabase(this, this::applyTo);
  }

  /**
   * Gives an empty database this shape.
   *
   * @param database a database without any of the schemas
   * @throws IllegalStateException if the server lacks the extension and its directory cannot be
   *     written from here
   */
  public void applyTo(PostgresDatabase database) {
    Sql.execute(database.server().address().superuser(), script("supabase-roles.sql"));
    Sql.execute(database.dataSource(), script("supabase-database.sql"));
    Sql.execute(database.dataSource(), script("supabase-realtime.sql"));
    Sql.execute(database.dataSource(), script("realtime-partitions.sql"));
    if (defaultGrants) {
      Sql.execute(database.dataSource(), script("supabase-default-grants.sql"));
    }
    if (vault) {
      VaultExtension.whileAvailableOn(
          database.server(),
          () -> Sql.execute(database.dataSource(), script("supabase-vault.sql")));
    }
  }

  private String script(String name) {
    return Resources.text(name).replace(DEFAULT_OWNER, owner);
  }
}
