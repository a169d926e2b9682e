package dev.belay.examples.cli;

import dev.belay.support.Environment;
import dev.belay.support.http.GuardedHttpTransport;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * What a command takes from outside, apart from its arguments.
 *
 * @param environment the environment variables
 * @param input standard input
 * @param http makes what calls a provider's own host
 * @param guardedHttp makes what calls a host that a user chose
 */
public record Surroundings(
    Environment environment,
    InputStream input,
    Supplier<HttpTransport> http,
    Supplier<HttpTransport> guardedHttp) {

  /**
   * The variables and the standard input of this process, and transports that reach the network.
   *
   * @return the surroundings of a real run
   */
  public static Surroundings ofThisProcess() {
    return new Surroundings(
        Environment.system(),
        System.in,
        JdkHttpTransport::shared,
        () -> GuardedHttpTransport.builder().build());
  }
}
