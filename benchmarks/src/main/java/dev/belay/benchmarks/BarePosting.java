package dev.belay.benchmarks;

import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Requests like the dispatcher's, and nothing else. */
final class BarePosting implements Draining {

  private static final String PAYLOAD =
      """
      {"type": "INSERT", "table": "drained", "record": {"id": 12345, "note": "a note of some length, as \
      rows have them"}, "schema": "public", "event_id": "0193a4b2-7c5d-7e8f-9a0b-1c2d3e4f5a6b", \
      "old_record": null, "occurred_at": "2026-11-26T12:00:00.123456+00:00"}""";

  private final HttpTransport transport = JdkHttpTransport.builder().build();
  private final ExecutorService threads;
  private final URI url;
  private int entries;

  BarePosting(URI url, int concurrency) {
    this.url = url;
    this.threads = Executors.newFixedThreadPool(concurrency);
  }

  @Override
  public void fill(int count) {
    entries = count;
  }

  @Override
  public void drain() throws InterruptedException {
    CountDownLatch left = new CountDownLatch(entries);
    for (int i = 0; i < entries; i++) {
      threads.execute(
          () -> {
            if (transport.exchange(call()).isSuccess()) {
              left.countDown();
            }
          });
    }
    left.await();
  }

  private HttpCall call() {
    return HttpCall.post(url)
        .json(PAYLOAD)
        .header("X-Event-Type", "INSERT")
        .header("X-Table", "drained")
        .header("webhook-id", "0193a4b2-7c5d-7e8f-9a0b-1c2d3e4f5a6b")
        .header("webhook-timestamp", "1795694400")
        .discardBody()
        .build();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
