package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpCall.Method;
import dev.belay.webhook.internal.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Schedules over HTTP. */
final class HttpQStashSchedules implements QStashSchedules {

  private static final Pattern CRON = Pattern.compile("(?:[0-9A-Za-z*,/-]+ ){4}[0-9A-Za-z*,/-]+");

  private final QStashApi api;

  HttpQStashSchedules(QStashApi api) {
    this.api = api;
  }

  @Override
  public void put(String id, String cron, QStashMessage message) {
    if (!CRON.matcher(cron).matches()) {
      throw new InvalidArgumentException("A schedule needs five fields with single spaces between");
    }
    if (message.queue().isPresent() || message.isDeduplicated()) {
      throw new InvalidArgumentException(
          "What a schedule publishes has neither a queue nor a deduplication id");
    }
    HttpCall.Builder call =
        api.call(Method.POST, "schedules/" + message.destination())
            .header("Upstash-Schedule-Id", checked(id))
            .header("Upstash-Cron", cron)
            .idempotent(true);
    api.send(HttpQStashClient.withContent(call, message));
  }

  @Override
  public List<QStashSchedule> list() {
    return api.json(api.call(Method.GET, "schedules")).items().stream()
        .map(HttpQStashSchedules::schedule)
        .toList();
  }

  @Override
  public Optional<QStashSchedule> find(String id) {
    return api.find(api.call(Method.GET, "schedules/" + checked(id)))
        .map(reply -> schedule(QStashApi.read(reply)));
  }

  @Override
  public boolean pause(String id) {
    return api.find(api.call(Method.POST, "schedules/" + checked(id) + "/pause")).isPresent();
  }

  @Override
  public boolean resume(String id) {
    return api.find(api.call(Method.POST, "schedules/" + checked(id) + "/resume")).isPresent();
  }

  @Override
  public boolean delete(String id) {
    return api.find(api.call(Method.DELETE, "schedules/" + checked(id))).isPresent();
  }

  private static String checked(String id) {
    return Ids.checked("id of a schedule", id);
  }

  private static QStashSchedule schedule(JsonValue json) {
    return new QStashSchedule(
        json.get("scheduleId").text().orElseThrow(() -> QStashApi.unexpected(200)),
        json.get("cron").text().orElse(""),
        json.get("destination").text().orElse(""),
        json.get("isPaused").isTrue());
  }
}
