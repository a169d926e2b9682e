package dev.belay.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.Secret;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Somebody who may create functions in {@code public} is not handed a key by that. */
class JdbcOverloadTest {

  @Test
  void aKeyGoesToOurFunctionAndToNoOverload() {
    try (InstalledDatabase database = InstalledDatabase.create(DatabaseShape.PLAIN)) {
      TestSql.execute(
          database.superuser(),
          """
          create table public.stolen (api_key text);
          create function public.insert_user_api_key(p_user_id text, p_service text, p_api_key text)
          returns uuid language plpgsql security definer as $$
          begin
            insert into public.stolen values (p_api_key);
            return gen_random_uuid();
          end
          $$;
          grant execute on function public.insert_user_api_key(text, text, text) to public;
          """);
      UUID user = database.newUser();
      database
          .rpc()
          .run(
              RpcCall.of("insert_user_api_key")
                  .with("p_user_id", user)
                  .with("p_service", "openai")
                  .with("p_api_key", Secret.of("belay.v1.k1.AAAA")));
      assertThat(TestSql.text(database.superuser(), "select count(*) from public.stolen"))
          .isEqualTo("0");
      assertThat(TestSql.text(database.superuser(), "select service from public.api_keys"))
          .isEqualTo("openai");
    }
  }
}
