package dev.belay.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SupabaseShapeTest {

  private static final SupabaseShape SHAPE = SupabaseShape.hosted();
  private static final PostgresDatabase DATABASE = SHAPE.createDatabase(PostgresServer.shared());

  @Test
  void theOwnerIsNoSuperuserButMayCreateRolesAndPassesRowLevelSecurity() {
    String attributes =
        """
        select concat_ws(',', rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin)
        from pg_catalog.pg_roles where rolname = session_user
        """;
    assertThat(asOwner(attributes)).isEqualTo("f,t,t,t,t");
    for (String role : new String[] {"anon", "authenticated", "service_role"}) {
      assertThat(asOwner("select pg_has_role('" + role + "', 'member')")).isEqualTo("t");
    }
  }

  @Test
  void theAuthenticatorBecomesARequestRoleAndInheritsNothing() {
    var authenticator = DATABASE.dataSource("authenticator");
    assertThat(Sql.text(authenticator, "select rolinherit from pg_roles where rolname = user"))
        .isEqualTo("f");
    assertThat(Sql.text(authenticator, "select set_config('role', 'service_role', false)"))
        .isEqualTo("service_role");
  }

  @Test
  void theOwnerMayCreateInTheDatabaseAndInPublicButNotInThePlatformsSchemas() {
    Sql.execute(DATABASE.dataSource(SHAPE.owner()), "create schema own; create table public.t ()");
    for (String schema : new String[] {"auth", "realtime", "vault"}) {
      assertRefused("create table " + schema + ".intruder ()", "42501");
    }
    assertRefused("alter table auth.users add column x int", "42501");
    assertRefused("alter table realtime.messages enable row level security", "42501");
  }

  @Test
  void aCopyHasTheRightsOfTheShape() {
    try (PostgresDatabase copy = SHAPE.createDatabase(PostgresServer.shared())) {
      Sql.execute(copy.dataSource(SHAPE.owner()), "create schema mine");
      assertThat(Sql.text(copy.dataSource(), "select to_regclass('public.t')")).isNull();
    }
  }

  @Test
  void anOwnersTableCanReferenceUsersAndFollowsTheirDeletion() {
    UUID user = UUID.randomUUID();
    Sql.execute(
        DATABASE.dataSource(SHAPE.owner()),
        """
        create table public.notes (user_id uuid references auth.users (id) on delete cascade);
        insert into auth.users (id) values ('%1$s');
        insert into public.notes values ('%1$s');
        """
            .formatted(user));
    Sql.execute(DATABASE.dataSource("supabase_auth_admin"), "delete from auth.users");
    assertThat(asOwner("select count(*) from public.notes")).isEqualTo("0");
  }

  @Test
  void theAuthFunctionsReadTheClaimsAndTakeAnEmptySettingForNone() throws SQLException {
    UUID user = UUID.randomUUID();
    String claims =
        "set request.jwt.claims = '{\"sub\": \"%s\", \"role\": \"authenticated\","
            + " \"email\": \"a@example.com\"}'; set role authenticated; ";
    String read =
        "select concat_ws(' ', auth.uid(), auth.role(), auth.email(), auth.jwt()->>'sub')";
    assertThat(lastText("authenticator", claims.formatted(user) + read))
        .isEqualTo(user + " authenticated a@example.com " + user);
    assertThat(lastText("authenticator", "set request.jwt.claims = ''; set role anon; " + read))
        .isEmpty();
    assertThatThrownBy(() -> lastText("authenticator", claims.formatted("third-party") + read))
        .satisfies(refusal -> SqlStates.assertState(refusal, "22P02"));
  }

  @Test
  void newFunctionsAndTablesOfTheOwnerAreOpenToTheRequestRoles() {
    try (PostgresDatabase fresh = SHAPE.createDatabase(PostgresServer.shared())) {
      assertThat(anonymousMayCall(fresh)).isEqualTo("t");
      assertThat(Sql.text(fresh.dataSource(), "select has_table_privilege('anon', 'a', 'insert')"))
          .isEqualTo("t");
    }
    SupabaseShape closed = SHAPE.withoutDefaultGrants();
    try (PostgresDatabase fresh = closed.createDatabase(PostgresServer.shared())) {
      assertThat(anonymousMayCall(fresh)).isEqualTo("f");
    }
  }

  /** Revoking from PUBLIC alone is what a careless migration does. */
  private static String anonymousMayCall(PostgresDatabase database) {
    Sql.execute(
        database.dataSource(SHAPE.owner()),
        """
        create table public.a (id int);
        create function public.f() returns int language sql as 'select 1';
        revoke all on function public.f() from public;
        """);
    return Sql.text(
        database.dataSource(), "select has_function_privilege('anon', 'public.f()', 'execute')");
  }

  @Test
  void theShapeComesWithoutTheVaultToo() {
    try (PostgresDatabase database = SHAPE.withoutVault().createDatabase(PostgresServer.shared())) {
      assertThat(Sql.text(database.dataSource(), "select to_regnamespace('vault')")).isNull();
    }
  }

  @Test
  void theOwnerCanHaveAnotherName() {
    SupabaseShape renamed = SHAPE.withOwner(PostgresServer.uniqueName("project_owner"));
    try (PostgresDatabase database = renamed.createDatabase(PostgresServer.shared())) {
      var owner = database.dataSource(renamed.owner());
      assertThat(Sql.text(owner, "select vault.create_secret('anything')")).isNotNull();
    }
    assertThatThrownBy(() -> SHAPE.withOwner("postgres"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String asOwner(String query) {
    return Sql.text(DATABASE.dataSource(SHAPE.owner()), query);
  }

  private static void assertRefused(String sql, String state) {
    SqlStates.assertRefused(DATABASE.dataSource(SHAPE.owner()), sql, state);
  }

  private static String lastText(String role, String statements) throws SQLException {
    return SqlStates.lastText(DATABASE.dataSource(role), statements);
  }
}
