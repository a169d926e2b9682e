package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is published again and again. Guarded by the {@link Mailroom}. */
final class Schedules {

  private final Map<String, Schedule> schedules = new LinkedHashMap<>();

  void put(String id, Order order, Cron cron, Instant now) {
    schedules.put(id, new Schedule(id, order.ofSchedule(id), cron, false, now, cron.after(now)));
  }

  Schedule get(String id) {
    Schedule schedule = schedules.get(id);
    if (schedule == null) {
      throw new ApiError(404, "schedule " + id + " not found");
    }
    return schedule;
  }

  List<Schedule> all() {
    return List.copyOf(schedules.values());
  }

  void remove(String id) {
    get(id);
    schedules.remove(id);
  }

  void pause(String id, boolean paused) {
    Schedule old = get(id);
    schedules.put(
        id, new Schedule(id, old.order(), old.cron(), paused, old.createdAt(), old.next()));
  }

  /** What is due; its next time is set. A paused schedule's time passes without a message. */
  List<Order> due(Instant now) {
    List<Order> due = new ArrayList<>();
    for (Schedule schedule : all()) {
      if (!schedule.next().isAfter(now)) {
        if (!schedule.paused()) {
          due.add(schedule.order());
        }
        schedules.put(schedule.id(), schedule.movedOn(now));
      }
    }
    return due;
  }

  Optional<Instant> next() {
    return schedules.values().stream().map(Schedule::next).min(Comparator.naturalOrder());
  }

  /** One of them. */
  record Schedule(
      String id, Order order, Cron cron, boolean paused, Instant createdAt, Instant next) {

    Schedule movedOn(Instant now) {
      return new Schedule(id, order, cron, paused, createdAt, cron.after(now));
    }

    ObjectNode json() {
      ObjectNode json =
          Json.object()
              .put("scheduleId", id)
              .put("cron", cron.text())
              .put("createdAt", createdAt.toEpochMilli())
              .put("destination", order.url())
              .put("method", order.method())
              .put("retries", order.maxRetries())
              .put("isPaused", paused)
              .put("nextScheduleTime", next.toEpochMilli());
      json.set("header", Json.object());
      return json;
    }
  }
}
