package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.UUID;

/** Schedules: make or replace, list, pause, resume, remove. */
final class ScheduleApi {

  private static final String PREFIX = "/v2/schedules";

  private final Mailroom mailroom;

  ScheduleApi(Mailroom mailroom) {
    this.mailroom = mailroom;
  }

  ApiAnswer answer(ApiRequest request) {
    synchronized (mailroom) {
      ApiAnswer answer =
          request.method().equals("POST") && !isAboutOne(request)
              ? put(request)
              : answer(request, request.segmentsAfter(PREFIX));
      mailroom.wake();
      return answer;
    }
  }

  private static boolean isAboutOne(ApiRequest request) {
    return request.path().matches(PREFIX + "/[^/]+/(?:pause|resume)");
  }

  private ApiAnswer put(ApiRequest request) {
    Control control = request.control();
    Cron cron =
        Cron.parse(control.text("cron").orElseThrow(() -> new ApiError(400, "cron is required")));
    String id =
        control
            .text("schedule-id")
            .orElseGet(() -> "scd_" + UUID.randomUUID().toString().replace("-", ""));
    String destination = request.destinationAfter(PREFIX + "/");
    if (!Order.isUrl(destination)) {
      throw new ApiError(400, "invalid destination url");
    }
    String type = request.header("Content-Type").orElse(null);
    Order order = Order.to(destination, type, request.body(), control);
    mailroom.schedules().put(id, order, cron, mailroom.now());
    return ApiAnswer.ok(Json.object().put("scheduleId", id));
  }

  private ApiAnswer answer(ApiRequest request, List<String> path) {
    Schedules schedules = mailroom.schedules();
    if (path.isEmpty()) {
      ArrayNode all = Json.array();
      schedules.all().forEach(schedule -> all.add(schedule.json()));
      return ApiAnswer.ok(all);
    }
    String id = path.get(0);
    if (path.size() == 2) {
      schedules.pause(id, path.get(1).equals("pause"));
      return ApiAnswer.ok(Json.object());
    }
    if (request.method().equals("DELETE")) {
      schedules.remove(id);
      return ApiAnswer.ok(Json.object());
    }
    return ApiAnswer.ok(schedules.get(id).json());
  }
}
