package dev.belay.realtime.broadcast;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Over JDBC, each message in a transaction of its own. */
class RpcBroadcasterTest extends BroadcasterContract {

  @Override
  Broadcaster broadcaster() {
    return Broadcasters.over(project.database().rpc());
  }

  @Override
  boolean stores() {
    return true;
  }

  @Test
  void isForServicesAlone() {
    String login = project.database().database().server().createLogin("authenticated");
    Broadcaster user =
        Broadcasters.over(JdbcRpcClients.over(project.database().database().dataSource(login)));
    refusalOf(
        AccessDeniedException.class,
        () -> user.send(Broadcast.toPrivate(topic, "e", new Json("{}"))));
  }

  /** Where {@code realtime.send} itself would drop the message with a warning. */
  @Test
  void saysThatAMessageCouldNotBeStored() {
    List<String> partitions =
        TestSql.column(
            project.database().superuser(),
            "select inhrelid::regclass::text from pg_inherits"
                + " where inhparent = 'realtime.messages'::regclass");
    try {
      for (String partition : partitions) {
        TestSql.execute(
            project.database().superuser(),
            "alter table realtime.messages detach partition " + partition);
      }
      BackendUnavailableException lost =
          refusalOf(
              BackendUnavailableException.class,
              () -> broadcaster().send(Broadcast.toPrivate(topic, "e", new Json("{}"))));
      assertThat(lost.retryable()).isTrue();
    } finally {
      for (String partition : partitions) {
        attach(partition);
      }
    }
  }

  private static void attach(String partition) {
    String day = partition.substring(partition.length() - 10).replace('_', '-');
    TestSql.execute(
        project.database().superuser(),
        "alter table realtime.messages attach partition %s for values from ('%s') to ('%s'::date + 1)"
            .formatted(partition, day, day));
  }
}
