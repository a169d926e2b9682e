package dev.belay.webhook.qstash;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.Optional;

/** Reads the variables of a client. */
final class QStashSettings {

  private static final String TOKEN = "QSTASH_TOKEN";
  private static final String URL = "QSTASH_URL";

  private QStashSettings() {}

  static QStashClient clientOf(Environment environment) {
    Optional<QStashRegion> region = QStashRegion.fromEnvironment(environment);
    Optional<Secret> regional = region.flatMap(r -> environment.secret(r.variable(TOKEN)));
    Secret token =
        regional
            .or(() -> environment.secret(TOKEN))
            .orElseThrow(() -> new ConfigurationException("QSTASH_TOKEN is not set"));
    QStashClient.Builder builder = QStashClient.builder(token);
    // A region's token is of no use elsewhere, and the common token is that of QSTASH_URL.
    if (regional.isPresent()) {
      builder.region(region.orElseThrow());
      region.flatMap(r -> environment.get(r.variable(URL))).ifPresent(url -> set(builder, url));
    } else {
      environment.get(URL).ifPresent(url -> set(builder, url));
    }
    return builder.build();
  }

  @SuppressWarnings("UnusedException") // Its message repeats the address.
  private static void set(QStashClient.Builder builder, String url) {
    try {
      builder.url(URI.create(url));
    } catch (IllegalArgumentException | InvalidArgumentException malformed) {
      throw new ConfigurationException(
          "QSTASH_URL must be an https address without a path, or an http one on loopback");
    }
  }
}
