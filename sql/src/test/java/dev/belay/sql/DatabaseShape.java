package dev.belay.sql;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.SupabaseShape;

/** The two kinds of database that the schema is installed in. */
public enum DatabaseShape {
  /** Plain PostgreSQL: a role without special rights owns the database. */
  PLAIN(PostgresServer.uniqueName("belay_owner")) {
    @Override
    public void applyTo(PostgresDatabase database) {
      String bootstrap = ContractFunctions.resource("/belay-sql/bootstrap/superuser.sql");
      TestSql.execute(
          database.dataSource(),
          """
          do $$
          begin
            if not exists (select from pg_roles where rolname = '%1$s') then
              create role %1$s login password '%2$s';
            end if;
          end
          $$;
          set belay.owner = '%1$s';
          """
                  .formatted(owner(), PostgresServer.ROLE_PASSWORD)
              + bootstrap);
    }
  },
  /** A hosted Supabase project, whose owner is not a superuser, with the vault. */
  SUPABASE(SupabaseShape.hosted().owner()) {
    @Override
    public void applyTo(PostgresDatabase database) {
      SupabaseShape.hosted().applyTo(database);
    }
  };

  private final String owner;

  DatabaseShape(String owner) {
    this.owner = owner;
  }

  /** The login that installs the schema and owns it; not a superuser. */
  public String owner() {
    return owner;
  }

  /** Prepares an empty database up to the point where the owner can install. */
  public abstract void applyTo(PostgresDatabase database);

  /** An empty database of this shape. */
  public PostgresDatabase create() {
    return PostgresServer.shared().createDatabase("empty " + name(), this::applyTo);
  }
}
