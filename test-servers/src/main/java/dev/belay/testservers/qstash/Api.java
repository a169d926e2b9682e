package dev.belay.testservers.qstash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lets in who has the token, and sends each request to the part of the API that it is for. */
final class Api implements HttpHandler {

  private final String token;
  private final SigningKeys keys;
  private final PublishApi publish;
  private final Topics topics;
  private final QueueApi queues;
  private final ScheduleApi schedules;
  private final MessageApi messages;
  private final DlqApi dlq;
  private final Deque<QStashFault> faults = new ConcurrentLinkedDeque<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  Api(String token, SigningKeys keys, Mailroom mailroom, boolean wrapsGroups) {
    this.token = token;
    this.keys = keys;
    this.topics = new Topics();
    this.publish = new PublishApi(mailroom, topics, wrapsGroups);
    this.queues = new QueueApi(mailroom);
    this.schedules = new ScheduleApi(mailroom);
    this.messages = new MessageApi(mailroom);
    this.dlq = new DlqApi(mailroom);
  }

  void failNext(QStashFault fault) {
    faults.add(fault);
  }

  List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    ApiRequest request = ApiRequest.read(exchange);
    seen.add(request.method() + " " + request.path());
    Optional<QStashFault> fault = Optional.ofNullable(faults.poll());
    if (fault.isPresent() && fault.get() != QStashFault.HANG_UP_AFTER) {
      if (fault.get() != QStashFault.HANG_UP_BEFORE) {
        send(exchange, fault.get().answer());
      }
      exchange.close();
      return;
    }
    ApiAnswer answer = answered(request);
    if (fault.isEmpty()) {
      send(exchange, answer);
    }
    exchange.close();
  }

  private ApiAnswer answered(ApiRequest request) {
    try {
      if (!isAllowed(request)) {
        throw new ApiError(401, "unauthorized");
      }
      return route(request);
    } catch (ApiError refused) {
      return refused.answer();
    }
  }

  private boolean isAllowed(ApiRequest request) {
    return request.header("Authorization").filter(("Bearer " + token)::equals).isPresent()
        || request.parameter("qstash_token").filter(token::equals).isPresent();
  }

  private ApiAnswer route(ApiRequest request) {
    String[] path = request.path().split("/", 4);
    if (path.length < 3 || !path[1].equals("v2")) {
      throw new ApiError(404, "not found");
    }
    return switch (path[2]) {
      case "publish" -> publish.publish(request);
      case "enqueue" -> publish.enqueue(request);
      case "batch" -> publish.batch(request);
      case "topics" -> topics.answer(request);
      case "queues" -> queues.answer(request);
      case "schedules" -> schedules.answer(request);
      case "messages" -> messages.answer(request);
      case "dlq" -> dlq.answer(request);
      case "keys" -> ApiAnswer.ok(request.method().equals("POST") ? keys.roll() : keys.json());
      default -> throw new ApiError(404, "not found");
    };
  }

  private static void send(HttpExchange exchange, ApiAnswer answer) throws IOException {
    byte[] body = Json.write(answer.body());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
