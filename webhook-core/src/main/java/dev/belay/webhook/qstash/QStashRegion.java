package dev.belay.webhook.qstash;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a QStash account lies (Upstash, "Multi-Region"). Each region has tokens and signing keys of
 * its own.
 */
public enum QStashRegion {
  /** Europe, where accounts are that nobody put elsewhere. */
  EU_CENTRAL_1("https://qstash-eu-central-1.upstash.io"),
  /** The United States. */
  US_EAST_1("https://qstash-us-east-1.upstash.io");

  private final URI url;

  QStashRegion(String url) {
    this.url = URI.create(url);
  }

  /**
   * Where the region's API is.
   *
   * @return the address without a path
   */
  public URI url() {
    return url;
  }

  /**
   * The region that {@code QSTASH_REGION} names.
   *
   * @throws ConfigurationException if it names another one
   */
  static Optional<QStashRegion> fromEnvironment(Environment environment) {
    return environment.get("QSTASH_REGION").map(QStashRegion::named);
  }

  private static QStashRegion named(String name) {
    String normal = name.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(region -> region.name().equals(normal))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "QSTASH_REGION must be one of " + Arrays.toString(values())));
  }

  /** A variable of this region, such as {@code US_EAST_1_QSTASH_TOKEN}. */
  String variable(String name) {
    return name() + "_" + name;
  }
}
