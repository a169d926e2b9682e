package dev.belay.examples.start;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.auth.AuthClients;
import dev.belay.auth.httpserver.SessionFilter;
import dev.belay.byok.ApiKeyVault;
import dev.belay.byok.ApiKeyVaults;
import dev.belay.byok.ModelHint;
import dev.belay.byok.ProviderId;
import dev.belay.byok.ProviderResolver;
import dev.belay.byok.ResolutionRefusedException;
import dev.belay.byok.ResolvedProvider;
import dev.belay.byok.ServerCredentials;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.cache.CacheCodec;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionCache;
import dev.belay.cache.jackson.JacksonCodecs;
import dev.belay.cache.jdbc.JdbcTagBumps;
import dev.belay.cache.memory.InMemoryCacheStores;
import dev.belay.cache.rpc.RpcTagVersionStores;
import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.TopicOperation;
import dev.belay.realtime.broadcast.Broadcast;
import dev.belay.realtime.broadcast.Broadcasters;
import dev.belay.sql.Json;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.notify.pgjdbc.PgjdbcNotifications;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.idempotency.IdempotencyStores;
import dev.belay.webhook.jdk.JdkWebhooks;
import dev.belay.webhook.receive.WebhookEndpoint;
import dev.belay.webhook.receive.WebhookOutcome;
import dev.belay.webhook.send.EndpointOptions;
import dev.belay.webhook.send.SigningSecrets;
import dev.belay.webhook.send.WebhookDispatcher;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import dev.belay.webhook.verify.HmacVerifier;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Notebooks that members share. */
final class NotebookService implements AutoCloseable {

  private final ObjectMapper json = new ObjectMapper();
  private final CacheCodec<List<String>> texts =
      JacksonCodecs.of(json, new TypeReference<List<String>>() {});
  private final DataSource dataSource;
  private final HttpServer server;
  private final SessionFilter session;
  private final ApiKeyVault vault;
  private final ProviderResolver resolver;
  private final TopicAuthorizer authorizer;
  private final TagVersionCache cache;
  private final WebhookDispatcher dispatcher;

  NotebookService(DataSource dataSource, Environment environment, HttpServer server) {
    RpcClient rpc = JdbcRpcClients.over(dataSource);
    this.dataSource = dataSource;
    this.server = server;
    session =
        SessionFilter.requiringUser(AuthClients.fromEnvironment(environment).build().sessions());
    vault = ApiKeyVaults.over(rpc, KeyRing.require(environment));
    resolver =
        ProviderResolver.builder(vault)
            .serverCredentials(ServerCredentials.from(environment))
            .build();
    authorizer = TopicAuthorizers.over(rpc);
    cache =
        TagVersionCache.builder(RpcTagVersionStores.over(rpc), InMemoryCacheStores.values(10_000))
            .build();
    URI hook = URI.create(environment.require("NOTES_HOOK_URL"));
    dispatcher =
        WebhookOutbox.over(rpc)
            .dispatcher()
            .secrets(SigningSecrets.fromEnvironment(environment))
            .endpoint("notes", EndpointOptions.none().url(hook))
            .trustedHosts(hook.getHost()) // ours: it may be private, and http
            .wakeUps(PgjdbcNotifications.over(dataSource)) // keeps one connection
            .build();
    WebhookEndpoint receiver =
        WebhookEndpoint.builder("notes")
            .verifier(HmacVerifier.fromEnvironment(environment))
            .tables("notebook.notes")
            .idempotency(IdempotencyStores.over(rpc))
            .handler(this::summarise)
            .build();
    server.createContext("/api/hooks/notes", JdkWebhooks.handler(receiver));
    server.createContext("/key", this::storeKey).getFilters().add(session);
    server.createContext("/notebooks/", this::notes).getFilters().add(session);
  }

  void start() {
    server.start();
    dispatcher.start();
  }

  @Override
  public void close() {
    dispatcher.close();
    server.stop(0);
    vault.close();
  }

  /** {@code PUT /key}: the caller's own key of OpenAI. */
  private void storeKey(HttpExchange exchange) throws IOException {
    UUID user = session.caller(exchange).requireUser().id();
    try {
      vault.insert(user, ProviderId.OPENAI, Secret.of(body(exchange)));
      answer(exchange, 200, "stored");
    } catch (InvalidArgumentException refused) {
      answer(exchange, 400, refused.getMessage());
    }
  }

  /** {@code GET} and {@code POST /notebooks/7}. */
  private void notes(HttpExchange exchange) throws IOException {
    UUID user = session.caller(exchange).requireUser().id();
    boolean writes = exchange.getRequestMethod().equals("POST");
    String topic = "notebook:" + exchange.getRequestURI().getPath().substring(11);
    TopicOperation operation = writes ? TopicOperation.WRITE : TopicOperation.READ;
    if (!authorizer.authorize(user, topic, operation).allowed()) {
      answer(exchange, 403, "not yours");
      return;
    }
    long notebook = Long.parseLong(topic.substring(9)); // allowed, so it is a number
    if (writes) {
      write(notebook, user, body(exchange));
      answer(exchange, 201, "written");
    } else {
      answer(exchange, 200, json.writeValueAsString(read(notebook)));
    }
  }

  /** The note, the message to whoever listens and the bump are one transaction. */
  private void write(long notebook, UUID author, String text) throws IOException {
    String sql = "insert into notebook.notes (notebook, author, text) values (?, ?, ?)";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      connection.setAutoCommit(false);
      insert.setLong(1, notebook);
      insert.setObject(2, author);
      insert.setString(3, text);
      insert.executeUpdate();
      Broadcasters.over(JdbcRpcClients.in(connection))
          .send(Broadcast.toPrivate("notebook:" + notebook, "note", new Json("{}")));
      JdbcTagBumps.bumpAll(connection, TagSet.of("notebook:" + notebook));
      connection.commit();
    } catch (SQLException failure) {
      throw new IOException("The note could not be written", failure);
    }
  }

  private List<String> read(long notebook) {
    TagSet tags = TagSet.of("notebook:" + notebook);
    return cache
        .getOrLoad(tags, "texts", Duration.ofMinutes(5), texts, () -> load(notebook))
        .orElse(List.of());
  }

  private Optional<List<String>> load(long notebook) {
    String sql = "select text from notebook.notes where notebook = ? order by id";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, notebook);
      List<String> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return Optional.of(found);
    } catch (SQLException failure) {
      throw new IllegalStateException("The notes could not be read", failure);
    }
  }

  /** Each committed note comes here, signed, and is handled once. */
  private WebhookOutcome summarise(WebhookEvent change) {
    UUID author = change.record().flatMap(note -> note.uuid("author")).orElseThrow();
    try {
      ResolvedProvider provider = resolver.resolve(author, ModelHint.of("gpt-5.4-mini"));
      // Here the note goes to provider.baseUrl(), with provider.headers().
      return WebhookOutcome.with("paid_by", provider.credentialSource().name());
    } catch (ResolutionRefusedException noKey) {
      return WebhookOutcome.skipped("no_key");
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
