package dev.belay.benchmarks;

import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.http.HttpTransport;
import dev.belay.webhook.send.DispatchCounts;
import dev.belay.webhook.send.EndpointOptions;
import dev.belay.webhook.send.WebhookDispatcher;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import java.net.URI;
import java.time.Duration;

/** The dispatcher over its outbox, which a trigger fills. */
final class BelayDraining implements Draining {

  private final DrainedDatabase database;
  private final WebhookDispatcher dispatcher;
  private int entries;
  private long filled;

  BelayDraining(URI url, HttpTransport transport, int concurrency) {
    this.database = DrainedDatabase.create();
    RpcClient rpc = JdbcRpcClients.over(database.pool());
    WebhookOutbox.over(rpc).endpoints().upsertWithoutUrl("bench");
    database.execute(
        """
        create table public.drained (id bigint primary key, note text);
        select belay.watch_table('public.drained', 'bench');
        """);
    this.dispatcher =
        WebhookOutbox.over(rpc)
            .dispatcher()
            .endpoint("bench", EndpointOptions.none().url(url))
            .trustedHosts(url.getHost())
            .transport(transport)
            .concurrency(concurrency, concurrency)
            .batchSize(500)
            .observationInterval(Duration.ofDays(1))
            .build();
  }

  @Override
  public void fill(int count) {
    database.execute(
        "insert into public.drained select i, 'a note of some length, as rows have them'"
            + " from generate_series(%d, %d) as i".formatted(filled, filled + count - 1));
    entries = count;
    filled += count;
  }

  @Override
  public void drain() {
    DispatchCounts counts = dispatcher.drain(Duration.ofMinutes(1));
    if (counts.delivered() != entries) {
      throw new IllegalStateException("Not all was delivered");
    }
  }

  @Override
  public void close() {
    dispatcher.close();
    database.close();
  }
}
