package dev.belay.webhook.servlet;

import dev.belay.webhook.receive.WebhookEndpoint;
import dev.belay.webhook.receive.WebhookServerContract;
import java.net.URI;
import java.nio.file.Path;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.io.TempDir;

class WebhookServletsTest extends WebhookServerContract {

  @TempDir Path folder;

  private Tomcat tomcat;

  @Override
  protected URI start(WebhookEndpoint endpoint) throws Exception {
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    StandardContext context = (StandardContext) tomcat.addContext("", folder.toString());
    context.setClearReferencesThreadLocals(false); // they are this JVM's, and not to be warned of
    context.setClearReferencesRmiTargets(false);
    context.addServletContainerInitializer(
        (classes, servlets) ->
            servlets
                .addServlet("trips", WebhookServlets.servlet(endpoint))
                .addMapping("/api/hooks/trips"),
        null);
    tomcat.start();
    return URI.create(
        "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/api/hooks/trips");
  }

  @Override
  protected void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }
}
