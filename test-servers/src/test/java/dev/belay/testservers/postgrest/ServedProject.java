package dev.belay.testservers.postgrest;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.postgrest.PostgrestServer.Kind;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The tests' project behind a PostgREST of one kind, started once for all contracts. */
record ServedProject(PostgresDatabase database, ProjectKeys keys, PostgrestServer server) {

  private static final Map<Kind, ServedProject> STARTED = new ConcurrentHashMap<>();

  static ServedProject of(Kind kind) {
    return STARTED.computeIfAbsent(kind, ServedProject::start);
  }

  private static ServedProject start(Kind kind) {
    PostgresDatabase database = Project.createDatabase();
    ProjectKeys keys = ProjectKeys.create();
    PostgrestServer.Builder builder =
        PostgrestServer.builder(database, keys).schemas("public", "second");
    return new ServedProject(
        database, keys, (kind == Kind.STAND_IN ? builder.standIn() : builder).start());
  }

  HttpResponse<String> send(String method, String path, String body, String... headers) {
    return new RestClient(server.url()).send(method, path, body, headers);
  }

  HttpResponse<String> call(String function, String arguments, String... headers) {
    return send("POST", "/rpc/" + function, arguments, headers);
  }

  /** Sends with a token, and other headers after it. */
  HttpResponse<String> sendAs(
      String token, String method, String path, String body, String... headers) {
    String[] all =
        Stream.concat(Stream.of("Authorization", "Bearer " + token), Stream.of(headers))
            .toArray(String[]::new);
    return send(method, path, body, all);
  }

  HttpResponse<String> callAs(String token, String function, String arguments) {
    return sendAs(token, "POST", "/rpc/" + function, arguments);
  }
}
