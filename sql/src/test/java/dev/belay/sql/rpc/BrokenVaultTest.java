package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.leak.Refusals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the health check says of a vault that does not do its part: never that it is sound. */
class BrokenVaultTest {

  private static final RpcCall HEALTH = RpcCall.of("check_byok_vault_health");

  private InstalledDatabase database;

  @AfterEach
  void nothingOfTheProbeIsLeft() {
    assertThat(TestSql.number(database.superuser(), "select count(*) from vault.secrets")).isZero();
    database.close();
  }

  @ParameterizedTest
  @EnumSource
  void aMissingFunctionOfTheVaultIsAConfigurationFault(DatabaseShape shape) {
    broken(
        shape, "alter function vault.update_secret(uuid, text, text, text, uuid) rename to gone");
    assertThat(refusal(ConfigurationException.class).fault().sqlState()).contains("42883");
  }

  @ParameterizedTest
  @EnumSource
  void aRightThatTheOwnerLostIsNotBlamedOnTheLogin(DatabaseShape shape) {
    broken(shape, "revoke all on table vault.secrets from service_role, %s cascade");
    assertThat(refusal(AccessDeniedException.class))
        .hasMessageContaining("SQLSTATE 42501")
        .hasMessageContaining("the role that installed the schema")
        .hasMessageNotContaining("member of service_role");
  }

  @ParameterizedTest
  @EnumSource
  void aLoginWithoutTheGrantIsToldSo(DatabaseShape shape) {
    broken(shape, "revoke execute on function public.check_byok_vault_health() from service_role");
    assertThat(refusal(AccessDeniedException.class))
        .hasMessageContaining("the login must be a member of service_role");
  }

  @ParameterizedTest
  @EnumSource
  void aVaultThatDecryptsToSomethingElseIsNotSound(DatabaseShape shape) {
    broken(shape, decryption(shape, "return convert_to('something else', 'utf8')"));
    assertThat(database.rpc().scalar(HEALTH, Boolean.class)).contains(false);
  }

  @ParameterizedTest
  @EnumSource
  void aVaultThatCannotDecryptIsNotSound(DatabaseShape shape) {
    broken(
        shape, decryption(shape, "raise exception 'invalid ciphertext' using errcode = '22000'"));
    assertThat(database.rpc().scalar(HEALTH, Boolean.class)).contains(false);
  }

  @ParameterizedTest
  @EnumSource
  void aVaultThatRefusesToDeleteWithoutAWordIsAConfigurationFault(DatabaseShape shape) {
    broken(
        shape,
        """
        create function public.keep() returns trigger language plpgsql
          as $$ begin return null; end $$;
        create trigger keep before delete on vault.secrets
          for each row execute function public.keep()""");
    assertThat(refusal(ConfigurationException.class))
        .hasMessage("the vault did not remove the probe of its health check");
  }

  @ParameterizedTest
  @EnumSource(value = DatabaseShape.class, names = "PLAIN")
  void aPolicyThatHidesTheProbeFromTheDeleteIsAConfigurationFault(DatabaseShape shape) {
    broken(
        shape,
        """
        alter table vault.secrets enable row level security, force row level security;
        create policy look on vault.secrets for select using (true);
        create policy put on vault.secrets for insert with check (true);
        create policy change on vault.secrets for update using (true)""");
    assertThat(refusal(ConfigurationException.class).fault().sqlState()).contains("55000");
  }

  private void broken(DatabaseShape shape, String sql) {
    database = InstalledDatabase.create(shape);
    assertThat(database.rpc().scalar(HEALTH, Boolean.class)).contains(true);
    TestSql.execute(database.superuser(), sql.replace("%s", shape.owner()));
  }

  /** Puts this in the place of what takes the vault's cipher text apart. */
  private static String decryption(DatabaseShape shape, String statement) {
    if (shape == DatabaseShape.SUPABASE) {
      return """
      create or replace function vault._crypto_aead_det_decrypt(
        message bytea, additional bytea, key_id bigint, context bytea = 'pgsodium', nonce bytea = null)
      returns bytea language plpgsql immutable as $$ begin %s; end $$"""
          .formatted(statement);
    }
    return """
    create function vault.broken(message bytea) returns bytea language plpgsql as $$ begin %s; end $$;
    create or replace view vault.decrypted_secrets as
      select
        id, name, description, secret,
        convert_from(vault.broken(decode(secret, 'base64')), 'utf8') collate "C" as decrypted_secret,
        key_id, nonce, created_at, updated_at
      from vault.secrets"""
        .formatted(statement);
  }

  private <E extends BelayException> E refusal(Class<E> type) {
    return Refusals.refusalOf(type, () -> database.rpc().run(HEALTH));
  }
}
