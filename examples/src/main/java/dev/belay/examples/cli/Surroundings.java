package dev.belay.examples.cli;

import dev.belay.support.Environment;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a command takes from outside, apart from its arguments.
 *
 * @param environment the environment variables
 * @param input standard input
 * @param http makes the client that calls a provider's own host
 */
public record Surroundings(Environment environment, InputStream input, Supplier<HttpClient> http) {

  /**
   * The variables and the standard input of this process, and a client that reaches the network.
   *
   * @return the surroundings of a real run
   */
  public static Surroundings ofThisProcess() {
    return new Surroundings(Environment.system(), System.in, Surroundings::newClient);
  }

  /** Redirects stay off, as they are by default: a redirect would take the key to another host. */
  private static HttpClient newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }
}
