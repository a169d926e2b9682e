package dev.belay.sql.rest;

import dev.belay.sql.RpcClient;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.testservers.leak.TestKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers each call with the next reply of a script, the last one again and again. */
final class StubRest implements HttpTransport {

  static final URI PROJECT = URI.create("https://abcdefghijklmnopqrst.supabase.co");

  private final List<HttpCall> calls = new ArrayList<>();
  private final List<HttpReply> script;

  private StubRest(HttpReply... script) {
    this.script = List.of(script);
  }

  static StubRest answering(HttpReply... script) {
    return new StubRest(script);
  }

  static HttpReply json(int status, String body) {
    return reply(status, "application/json; charset=utf-8", body);
  }

  static HttpReply reply(int status, String contentType, String body) {
    return HttpReply.of(
        status,
        contentType.isEmpty() ? Map.of() : Map.of("Content-Type", List.of(contentType)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  static Secret secretKey() {
    return Secret.of(TestKeys.withPrefix("sb_secret_", 32));
  }

  static Secret jwt() {
    return Secret.of("eyJhbGciOiJIUzI1NiJ9." + TestKeys.withPrefix("eyJ", 40) + ".c2ln");
  }

  /** A client of a project that is answered by this script. */
  RpcClient client() {
    return PostgrestRpcClients.supabaseBuilder(PROJECT, secretKey()).transport(this).build();
  }

  List<HttpCall> calls() {
    return calls;
  }

  @Override
  public HttpReply exchange(HttpCall call) {
    calls.add(call);
    return script.get(Math.min(calls.size(), script.size()) - 1);
  }
}
