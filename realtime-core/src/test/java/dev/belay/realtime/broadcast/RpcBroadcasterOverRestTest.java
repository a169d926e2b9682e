package dev.belay.realtime.broadcast;

import static dev.belay.testservers.leak.Refusals.refusalOf;

import dev.belay.sql.Json;
import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.Secret;
import dev.belay.testservers.postgrest.PostgrestServer;
import dev.belay.testservers.postgrest.SupabaseGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Over PostgREST behind a project's gateway. */
class RpcBroadcasterOverRestTest extends BroadcasterContract {

  private static PostgrestServer postgrest;
  private static SupabaseGateway gateway;

  @BeforeAll
  static void serve() {
    postgrest = PostgrestServer.start(project.database().database(), project.keys());
    gateway = SupabaseGateway.before(postgrest, project.keys());
  }

  @AfterAll
  static void end() {
    gateway.close();
    postgrest.close();
  }

  @Override
  Broadcaster broadcaster() {
    return with(project.keys().secretKey());
  }

  @Override
  boolean stores() {
    return true;
  }

  private static Broadcaster with(String key) {
    return Broadcasters.over(PostgrestRpcClients.supabase(gateway.url(), Secret.of(key)));
  }

  @Test
  void isForServicesAlone() {
    refusalOf(
        AccessDeniedException.class,
        () ->
            with(project.keys().publishableKey())
                .send(Broadcast.toPrivate(topic, "e", new Json("{}"))));
  }
}
