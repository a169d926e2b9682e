package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpCall.Method;
import dev.belay.webhook.internal.JsonValue;
import java.util.List;
import java.util.Optional;

/** Queues over HTTP. */
final class HttpQStashQueues implements QStashQueues {

  private final QStashApi api;

  HttpQStashQueues(QStashApi api) {
    this.api = api;
  }

  @Override
  public void put(String name, int parallelism) {
    if (parallelism < 1) {
      throw new InvalidArgumentException("A queue has a parallelism of 1 or more");
    }
    // The name's form leaves nothing to escape.
    String json = "{\"queueName\":\"" + checked(name) + "\",\"parallelism\":" + parallelism + "}";
    api.send(api.call(Method.POST, "queues").json(json).idempotent(true));
  }

  @Override
  public List<QStashQueue> list() {
    return api.json(api.call(Method.GET, "queues")).items().stream()
        .map(HttpQStashQueues::queue)
        .toList();
  }

  @Override
  public Optional<QStashQueue> find(String name) {
    return api.find(api.call(Method.GET, path(name))).map(reply -> queue(QStashApi.read(reply)));
  }

  @Override
  public boolean pause(String name) {
    return api.find(api.call(Method.POST, path(name) + "/pause")).isPresent();
  }

  @Override
  public boolean resume(String name) {
    return api.find(api.call(Method.POST, path(name) + "/resume")).isPresent();
  }

  @Override
  public boolean delete(String name) {
    return api.find(api.call(Method.DELETE, path(name))).isPresent();
  }

  private static String path(String name) {
    return "queues/" + checked(name);
  }

  private static String checked(String name) {
    return Ids.checked("name of a queue", name);
  }

  private static QStashQueue queue(JsonValue json) {
    return new QStashQueue(
        json.get("name").text().orElseThrow(() -> QStashApi.unexpected(200)),
        json.get("parallelism").number().map(Long::intValue).orElse(1),
        json.get("paused").isTrue(),
        json.get("lag").number().orElse(0L));
  }
}
