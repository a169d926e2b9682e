package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** Sends each request to where it belongs: on a hosted project's paths and on the server's own. */
final class RealtimeHandler extends Handler.Abstract {

  private static final List<String> SOCKETS =
      List.of("/realtime/v1/websocket", "/socket/websocket");
  private static final List<String> BROADCASTS =
      List.of("/realtime/v1/api/broadcast", "/api/broadcast");
  private static final int LARGEST_BODY = 5 * 1024 * 1024;

  private final Project project;
  private final ServerWebSocketContainer container;
  private final HttpBroadcasts broadcasts;

  RealtimeHandler(Project project, ServerWebSocketContainer container) {
    this.project = project;
    this.container = container;
    this.broadcasts = new HttpBroadcasts(project);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    String path = request.getHttpURI().getPath();
    if (SOCKETS.contains(path)) {
      open(request, response, callback);
    } else if (BROADCASTS.stream().anyMatch(path::startsWith)) {
      broadcast(request, path).sendTo(response, callback);
    } else {
      HttpReply.message(404, "no Route matched with those values").sendTo(response, callback);
    }
    return true;
  }

  private void open(Request request, Response response, Callback callback) {
    Fields query = Request.extractQueryParameters(request);
    Optional<Serializer> serializer = Serializer.of(query.getValue("vsn"));
    if (project.faults().upgradeStatus() != 0) {
      refusal(project.faults().upgradeStatus(), "Refused by the test").sendTo(response, callback);
    } else if (serializer.isEmpty()) {
      refusal(400, "Unsupported vsn").sendTo(response, callback);
    } else if (project.sockets().size() >= project.settings().limits().connections()) {
      refusal(429, "Too many connected users").sendTo(response, callback);
    } else {
      open(serializer.get(), query, request, response, callback);
    }
  }

  private void open(
      Serializer serializer, Fields query, Request request, Response response, Callback callback) {
    String key =
        Stream.of(header(request, "x-api-key"), query.getValue("apikey"), header(request, "apikey"))
            .filter(given -> given != null && !given.isEmpty())
            .findFirst()
            .orElse("");
    String token = project.keys().token(key);
    try {
      Claims unused = project.tokens().verified(token);
      SocketEndpoint socket =
          new SocketEndpoint(new ClientSocket(project, serializer, token, headers(request)));
      if (!container.upgrade((asked, answered, done) -> socket, request, response, callback)) {
        refusal(400, "Not a WebSocket handshake").sendTo(response, callback);
      }
    } catch (RefusedException e) {
      refusal(401, e.text()).sendTo(response, callback);
    }
  }

  private static HttpReply refusal(int status, String error) {
    return HttpReply.json(status, Message.object().put("error", error));
  }

  private HttpReply broadcast(Request request, String path) throws IOException {
    if (!request.getMethod().equals("POST")) {
      return HttpReply.message(404, "Not Found");
    }
    byte[] body;
    try (InputStream stream = Content.Source.asInputStream(request)) {
      body = stream.readNBytes(LARGEST_BODY + 1);
    }
    if (!project.faults().retryAfter().isZero()) {
      String seconds = Long.toString(project.faults().retryAfter().toSeconds());
      return HttpReply.message(429, "You have exceeded your rate limit")
          .with("Retry-After", seconds);
    }
    if (body.length > LARGEST_BODY) {
      return HttpReply.message(413, "Request Entity Too Large");
    }
    try {
      Claims claims = project.tokens().verified(token(request));
      return broadcast(new Caller(claims, headers(request)), request, path, body);
    } catch (RefusedException e) {
      return HttpReply.message(401, "Unauthorized");
    }
  }

  private HttpReply broadcast(Caller caller, Request request, String path, byte[] body) {
    String rest = path.substring(path.indexOf("/broadcast") + "/broadcast".length());
    if (rest.isEmpty()) {
      return broadcasts.batch(caller, body);
    }
    String[] parts = rest.split("/", -1);
    if (parts.length != 4 || !parts[2].equals("events")) {
      return HttpReply.message(404, "Not Found");
    }
    boolean isPrivate = "true".equals(Request.extractQueryParameters(request).getValue("private"));
    return broadcasts.single(
        caller,
        new TopicKey(isPrivate, decoded(parts[1])),
        decoded(parts[3]),
        header(request, "Content-Type"),
        body);
  }

  /** The user's, or else the key's. */
  private String token(Request request) {
    String authorization = header(request, "Authorization");
    String key = header(request, "apikey");
    if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return project.keys().token(authorization.substring("bearer ".length()));
    }
    return key == null ? "" : project.keys().token(key);
  }

  private static @Nullable String header(Request request, String name) {
    return request.getHeaders().get(name);
  }

  /** As policies may read them: all but those with a secret. */
  private static ObjectNode headers(Request request) {
    ObjectNode headers = Message.object();
    for (HttpField field : request.getHeaders()) {
      String name = field.getLowerCaseName();
      if (name.startsWith("x-") && !name.equals("x-api-key")) {
        headers.put(name, field.getValue());
      }
    }
    return headers;
  }

  /** In an address's path a plus sign is one. */
  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
