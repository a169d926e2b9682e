package dev.belay.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Belay;
import dev.belay.examples.cli.Surroundings;
import dev.belay.examples.travel.TravelSchema;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java example compiles, every SQL example runs, every command line is understood. */
class DocumentationTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  /** What an example may take for granted; one that declares a name itself hides ours. */
  private static final String SURROUNDINGS =
      """
      %s
      import dev.belay.auth.*;
      import dev.belay.byok.*;
      import dev.belay.byok.envelope.*;
      import dev.belay.cache.*;
      import dev.belay.cache.jackson.*;
      import dev.belay.cache.jdbc.*;
      import dev.belay.cache.memory.*;
      import dev.belay.cache.redis.*;
      import dev.belay.cache.redis.resp.*;
      import dev.belay.cache.redis.rest.*;
      import dev.belay.cache.redis.store.*;
      import dev.belay.cache.rpc.*;
      import dev.belay.realtime.*;
      import dev.belay.realtime.broadcast.*;
      import dev.belay.realtime.channel.*;
      import dev.belay.realtime.supabase.*;
      import dev.belay.sql.*;
      import dev.belay.sql.jdbc.*;
      import dev.belay.sql.notify.*;
      import dev.belay.sql.notify.pgjdbc.*;
      import dev.belay.sql.rest.*;
      import dev.belay.sql.schema.*;
      import dev.belay.support.*;
      import dev.belay.testservers.*;
      import dev.belay.testservers.auth.*;
      import dev.belay.testservers.leak.*;
      import dev.belay.testservers.llm.*;
      import dev.belay.testservers.postgrest.*;
      import dev.belay.testservers.project.*;
      import dev.belay.testservers.qstash.*;
      import dev.belay.testservers.realtime.*;
      import dev.belay.testservers.resend.*;
      import dev.belay.webhook.*;
      import dev.belay.webhook.email.*;
      import dev.belay.webhook.email.smtp.*;
      import dev.belay.webhook.idempotency.*;
      import dev.belay.webhook.jdk.*;
      import dev.belay.webhook.qstash.*;
      import dev.belay.webhook.receive.*;
      import dev.belay.webhook.send.*;
      import dev.belay.webhook.send.rpc.*;
      import dev.belay.webhook.servlet.*;
      import dev.belay.webhook.verify.*;
      import com.sun.net.httpserver.HttpHandler;
      import com.sun.net.httpserver.HttpServer;
      import jakarta.servlet.ServletContext;
      import java.net.*;
      import java.net.http.*;
      import java.sql.*;
      import java.time.*;
      import java.util.*;
      import javax.sql.DataSource;
      import static org.assertj.core.api.Assertions.assertThat;

      abstract class Example {
        DataSource dataSource;
        Environment environment;
        UUID userId;
        URI projectUrl;
        Secret publishableKey;
        java.util.function.Supplier<Secret> accessToken;
        Secret apiKey;
        Secret secretKey;
        RpcClient rpc;
        KeyRing keyRing;
        ApiKeyVault vault;
        ProviderResolver resolver;
        HttpRequest.Builder request;
        AuthRequest incoming;
        AuthClients clients;
        WebhookHeaders headers;
        RedisClient redis;
        TagVersionCache cache;
        CacheCodec<String> codec;
        CacheLoader<String> loader;
        NotificationHandler handler;
        Connection connection;
        byte[] body;
        String eventId;
        Object event;
        dev.belay.webhook.receive.WebhookEndpoint trips;
        HttpServer server;
        ServletContext servletContext;

        abstract String handle(Object event);

        abstract String enqueue(WebhookEvent event);

        void run() throws Exception {
          %s
        }
      }
      """;

  @TempDir Path classes;

  @TestFactory
  Stream<DynamicTest> javaExamplesCompile() {
    return Snippet.all(REPOSITORY).stream()
        .filter(snippet -> snippet.language().equals("java"))
        .map(snippet -> DynamicTest.dynamicTest(snippet.name(), () -> compiles(snippet)));
  }

  /** On a hosted project's shape, which has the vault, and with the travel app's tables. */
  @TestFactory
  Stream<DynamicTest> sqlExamplesRun() {
    InstalledDatabase installed = InstalledDatabase.create(DatabaseShape.SUPABASE);
    TravelSchema.install(installed.owner());
    run(installed, "create schema app; create table app.users (id uuid primary key)");
    run(
        installed,
        "do $$ begin create role app_migrations; exception when duplicate_object then null; end"
            + " $$");
    return Snippet.all(REPOSITORY).stream()
        .filter(snippet -> snippet.language().equals("sql"))
        .map(
            snippet ->
                DynamicTest.dynamicTest(snippet.name(), () -> run(installed, snippet.text())));
  }

  @TestFactory
  Stream<DynamicTest> commandLinesAreUnderstood() {
    return Snippet.all(REPOSITORY).stream()
        .filter(snippet -> snippet.language().equals("sh"))
        .flatMap(snippet -> snippet.text().lines())
        .filter(line -> line.startsWith("belay "))
        .distinct()
        .map(line -> DynamicTest.dynamicTest(line, () -> isUnderstood(line)));
  }

  @Test
  void findsTheExamplesOfTheReadme() {
    assertThat(Snippet.all(REPOSITORY))
        .anyMatch(
            snippet -> snippet.file().endsWith("README.md") && snippet.language().equals("java"))
        .anyMatch(snippet -> snippet.file().endsWith("package-info.java"));
  }

  private static void run(InstalledDatabase installed, String sql) {
    try (Connection connection = installed.superuser().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql);
      connection.commit();
    } catch (SQLException failure) {
      throw new AssertionError(sql, failure);
    }
  }

  private static void isUnderstood(String line) {
    String[] words = line.substring("belay ".length()).split(" ", -1);
    Surroundings surroundings = Surroundings.ofThisProcess();
    assertThat(Belay.commandLine(surroundings).parseArgs(words).errors()).isEmpty();
  }

  private void compiles(Snippet snippet) {
    StringWriter complaints = new StringWriter();
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                complaints,
                null,
                null,
                List.of("-proc:none", "-d", classes.toString(), "-cp", classPath()),
                null,
                List.of(source(snippet)))
            .call();
    assertThat(compiled).as("%s%n%s", snippet.name(), complaints).isTrue();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static JavaFileObject source(Snippet snippet) {
    String imports =
        lines(snippet).filter(DocumentationTest::isImport).collect(Collectors.joining("\n"));
    String body = lines(snippet).filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
    String text = SURROUNDINGS.formatted(ownPackage(snippet) + imports, body);
    return new SimpleJavaFileObject(
        URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  /** A front door's example may use its own package. */
  private static String ownPackage(Snippet snippet) {
    String file = snippet.file().toString().replace('\\', '/');
    int root = file.indexOf("dev/belay/");
    return root < 0
        ? ""
        : "import %s.*;%n".formatted(file.substring(root, file.lastIndexOf('/')).replace('/', '.'));
  }

  private static Stream<String> lines(Snippet snippet) {
    return snippet.text().lines();
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }
}
