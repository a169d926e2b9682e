package dev.belay.testservers.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One request, read and found allowed. */
record UpstashRequest(
    Kind kind, List<UpstashCommand> commands, boolean base64, boolean readOnly, String syncToken) {

  enum Kind {
    SINGLE,
    PIPELINE,
    TRANSACTION
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("HEAD", "GET", "POST", "PUT");
  private static final int LARGEST = 10 << 20;

  static UpstashRequest read(HttpExchange exchange, UpstashAccess access) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
    if (!METHODS.contains(exchange.getRequestMethod())) {
      throw new UpstashRefusal(405, "ERR method not allowed");
    }
    boolean readOnly = access.isReadOnly(exchange);
    if (body.length > LARGEST) {
      throw new UpstashRefusal(400, "ERR max request size exceeded. Limit: 10485760 bytes");
    }
    Kind kind =
        switch (exchange.getRequestURI().getRawPath()) {
          case "/pipeline" -> Kind.PIPELINE;
          case "/multi-exec" -> Kind.TRANSACTION;
          default -> Kind.SINGLE;
        };
    return new UpstashRequest(
        kind,
        commands(exchange, kind, body),
        isBase64(exchange),
        readOnly,
        header(exchange, "upstash-sync-token"));
  }

  private static boolean isBase64(HttpExchange exchange) {
    String format = header(exchange, "Upstash-Response-Format");
    if (!format.isEmpty() && !format.equals("json")) {
      throw new UpstashRefusal(400, "ERR unsupported response format");
    }
    return header(exchange, "Upstash-Encoding").equals("base64");
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value.strip();
  }

  private static List<UpstashCommand> commands(HttpExchange exchange, Kind kind, byte[] body) {
    String path = exchange.getRequestURI().getRawPath();
    if (kind == Kind.SINGLE) {
      return List.of(path.equals("/") ? command(json(body)) : pathForm(exchange, path, body));
    }
    JsonNode array = json(body);
    if (!array.isArray() || array.isEmpty()) {
      throw new UpstashRefusal(400, "ERR failed to parse pipeline request");
    }
    List<UpstashCommand> commands = new ArrayList<>();
    array.forEach(item -> commands.add(command(item)));
    return commands;
  }

  /** {@code /set/foo?EX=100} with a body is {@code SET foo <body> EX 100}. */
  private static UpstashCommand pathForm(HttpExchange exchange, String path, byte[] body) {
    List<byte[]> words = new ArrayList<>();
    Stream.of(path.substring(1).split("/", -1))
        .forEach(part -> words.add(bytes(UpstashQuery.decode(part))));
    if (body.length > 0) {
      words.add(body);
    }
    UpstashQuery.of(exchange).pairs().stream()
        .filter(pair -> !pair.name().equals("_token"))
        .flatMap(pair -> Stream.of(pair.name(), pair.value()))
        .filter(word -> !word.isEmpty())
        .forEach(word -> words.add(bytes(word)));
    return new UpstashCommand(words);
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException malformed) {
      throw new UpstashRefusal(400, "ERR failed to parse command");
    } catch (IOException e) {
      throw new UpstashRefusal(400, "ERR failed to read command");
    }
  }

  private static UpstashCommand command(JsonNode array) {
    if (!array.isArray() || array.isEmpty()) {
      throw new UpstashRefusal(400, "ERR failed to parse command");
    }
    List<byte[]> words = new ArrayList<>();
    for (JsonNode word : array) {
      if (!word.isTextual() && !word.isNumber() && !word.isBoolean()) {
        throw new UpstashRefusal(400, "ERR failed to parse command");
      }
      words.add(bytes(word.asText()));
    }
    return new UpstashCommand(words);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
