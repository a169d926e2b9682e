package dev.belay.benchmarks;

import dev.belay.testservers.redis.UpstashServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Collectors;

/** The least that ten commands over REST can cost: the same request, its answer left unread. */
final class BareUpstash implements Counting {

  private final BareHttp http = new BareHttp();
  private final URI pipeline;
  private final String authorization;
  private final List<String> keys;

  BareUpstash(UpstashServer upstash, List<String> keys) {
    this.pipeline = upstash.url().resolve("/pipeline");
    this.authorization = "Bearer " + upstash.token();
    this.keys = keys;
  }

  @Override
  public Object increment() {
    return send("INCR");
  }

  @Override
  public Object read() {
    return send("GET");
  }

  @Override
  public void close() {
    // The JDK's client cannot be closed before Java 21.
  }

  private String send(String command) {
    String body =
        keys.stream()
            .map(key -> "[\"" + command + "\",\"" + key + "\"]")
            .collect(Collectors.joining(",", "[", "]"));
    HttpRequest request =
        HttpRequest.newBuilder(pipeline)
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .header("Upstash-Encoding", "base64")
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request);
  }
}
