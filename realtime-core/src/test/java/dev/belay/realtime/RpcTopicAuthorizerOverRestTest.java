package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.ServedDatabase;
import dev.belay.support.AccessDeniedException;
import dev.belay.testservers.leak.Refusals;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RpcTopicAuthorizerOverRestTest extends PostgresTopicAuthorizerContract {

  private static ServedDatabase served;
  private static TopicAuthorizer authorizer;

  private final UUID ada = UUID.randomUUID();

  @BeforeAll
  static void serve() {
    InstalledDatabase database = InstalledDatabase.create(DatabaseShape.SUPABASE);
    TopicDatabase.registerKinds(database);
    served = ServedDatabase.before(database);
    authorizer = TopicAuthorizers.over(served.rpc());
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Override
  protected TopicAuthorizer authorizer() {
    return authorizer;
  }

  @Override
  protected InstalledDatabase database() {
    return served.database();
  }

  @Test
  void oneDecisionIsOneRequestAndSoAreAHundred() {
    served.project().reset();
    authorizer.authorize(ada, "room:1", TopicOperation.READ);
    assertThat(served.project().requests()).hasSize(1);
    authorizer.authorizeAll(
        ada, IntStream.range(0, 100).mapToObj(i -> TopicRequest.read("room:" + i)).toList());
    assertThat(served.project().requests()).hasSize(2);
    authorizer.explain(ada, "room:1", TopicOperation.WRITE);
    assertThat(served.project().requests()).hasSize(3);
  }

  /** A user's token, or the key that every browser has, must not ask for anybody. */
  @Test
  void onlyAServiceMayAsk() {
    TopicAuthorizer browser = TopicAuthorizers.over(served.rpc(served.keys().publishableKey()));
    Refusals.refusalOf(
        AccessDeniedException.class,
        () -> browser.authorize(ada, "user:" + ada, TopicOperation.READ));
    Refusals.refusalOf(
        AccessDeniedException.class,
        () -> browser.explain(ada, "user:" + ada, TopicOperation.READ));
  }
}
