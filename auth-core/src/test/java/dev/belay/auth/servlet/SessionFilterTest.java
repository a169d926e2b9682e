package dev.belay.auth.servlet;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.auth.FilterContract;
import dev.belay.auth.Sessions;
import dev.belay.auth.SignOutScope;
import dev.belay.support.ConfigurationException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On Tomcat. */
class SessionFilterTest extends FilterContract {

  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  @TempDir Path folder;

  private Tomcat tomcat;

  @Override
  protected AutoCloseable start(Sessions sessions) throws Exception {
    TOMCAT.setLevel(Level.SEVERE); // it warns of what this JVM does not open to it
    Tomcat server = new Tomcat();
    server.setBaseDir(folder.toString());
    server.setHostname(InetAddress.getLoopbackAddress().getHostAddress());
    server.setPort(0);
    Path documents = Files.createDirectories(folder.resolve("documents"));
    Context context = server.addContext("", new File(documents.toString()).getAbsolutePath());
    Tomcat.addServlet(context, "who", new WhoServlet()).addMapping("/*");
    add(context, "open", SessionFilter.lookingForUser(sessions), "/open");
    add(context, "closed", SessionFilter.requiringUser(sessions), "/closed");
    add(context, "leaving", SessionFilter.lookingForUser(sessions), "/leave");
    add(context, "first", SessionFilter.lookingForUser(sessions), "/both");
    add(context, "second", SessionFilter.requiringUser(knowingNobody(sessions)), "/both");
    server.getConnector();
    server.start();
    tomcat = server;
    return () -> {
      server.stop();
      server.destroy();
    };
  }

  @Override
  protected URI url() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
  }

  @Test
  void saysThatARequestDidNotComeThroughIt() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(url().resolve("/unfiltered")).build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .contains("SessionFilter");
  }

  private static void add(Context context, String name, SessionFilter filter, String path) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(name);
    definition.setFilter(filter);
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName(name);
    map.addURLPattern(path);
    context.addFilterMap(map);
  }

  /** Answers with who is calling. */
  private static final class WhoServlet extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String who =
          switch (request.getRequestURI()) {
            case "/unfiltered" ->
                refusalOf(ConfigurationException.class, () -> SessionFilter.caller(request))
                    .getMessage();
            case "/leave" -> SessionFilter.signOut(request, response, SignOutScope.LOCAL).name();
            default ->
                SessionFilter.caller(request)
                    .user()
                    .map(user -> user.id().toString())
                    .orElse("nobody");
          };
      response.setContentType("text/plain");
      response.getWriter().print(who);
    }
  }
}
