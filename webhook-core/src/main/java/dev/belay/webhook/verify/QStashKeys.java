package dev.belay.webhook.verify;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.webhook.WebhookHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The signing keys of QStash, of each region. Immutable.
 *
 * <p>The header with the region is not signed. It chooses among keys of our own and nothing else.
 */
final class QStashKeys {

  static final Set<String> REGIONS = Set.of("US_EAST_1", "EU_CENTRAL_1");

  /** The keys of QStash's development server, which everybody can read in its documentation. */
  static final List<Secret> PUBLISHED =
      List.of(
          Secret.of("sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r"),
          Secret.of("sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs"));

  private static final String REGION_HEADER = "Upstash-Region";

  private final List<KeyedMac> ofNoRegion;
  private final Map<String, List<KeyedMac>> byRegion;

  private QStashKeys(List<KeyedMac> ofNoRegion, Map<String, List<KeyedMac>> byRegion) {
    this.ofNoRegion = ofNoRegion;
    this.byRegion = byRegion;
  }

  static QStashKeys of(List<Secret> ofNoRegion, Map<String, List<Secret>> byRegion) {
    Map<String, List<KeyedMac>> macs = new TreeMap<>();
    byRegion.forEach((region, keys) -> macs.put(region, macs(keys)));
    return new QStashKeys(macs(ofNoRegion), macs);
  }

  /** The current key and the next one, as far as they are set. */
  static List<Secret> read(Environment environment, String prefix) {
    List<Secret> keys = new ArrayList<>();
    environment.secret(prefix + "QSTASH_CURRENT_SIGNING_KEY").ifPresent(keys::add);
    environment.secret(prefix + "QSTASH_NEXT_SIGNING_KEY").ifPresent(keys::add);
    return List.copyOf(keys);
  }

  static void refusePublished(List<Secret> keys) {
    if (keys.stream().anyMatch(PUBLISHED::contains)) {
      throw new ConfigurationException(
          "A signing key of QStash is that of its development server, which everybody knows; allow"
              + " it with developmentKeys(), on a developer's machine only");
    }
  }

  /** Those of the region that the request names, or else those of none. */
  List<KeyedMac> of(WebhookHeaders headers) {
    if (byRegion.isEmpty()) {
      return ofNoRegion;
    }
    List<String> regions = headers.values(REGION_HEADER);
    if (regions.size() != 1 || regions.get(0).length() > 32) {
      return ofNoRegion;
    }
    String region = regions.get(0).toUpperCase(Locale.ROOT).replace('-', '_');
    return byRegion.getOrDefault(region, ofNoRegion);
  }

  /** A key is the text itself, with its {@code sig_}. */
  private static List<KeyedMac> macs(List<Secret> keys) {
    return keys.stream()
        .map(key -> new KeyedMac(key.reveal().getBytes(StandardCharsets.UTF_8)))
        .toList();
  }
}
