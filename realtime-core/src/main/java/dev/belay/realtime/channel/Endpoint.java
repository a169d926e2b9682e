package dev.belay.realtime.channel;

import dev.belay.realtime.internal.ProjectAccess;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.http.ServiceAddress;
import dev.belay.support.supabase.SupabaseKeys;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where the socket is. Its whole address holds the API key, so it is made at the last moment and
 * nothing prints it.
 */
final class Endpoint {

  private final String origin;
  private final String path;
  private final Secret apiKey;

  private Endpoint(String origin, String path, Secret apiKey) {
    this.origin = origin;
    this.path = path;
    this.apiKey = apiKey;
  }

  static Endpoint of(URI projectUrl, String path, Secret apiKey) {
    // What cannot stand in a header is no key of a project.
    Secret key = new HttpHeader("apikey", apiKey).value();
    if (SupabaseKeys.isSecret(key)) {
      throw new InvalidArgumentException("Give the publishable key, never the secret one");
    }
    // http becomes ws, and https wss.
    String origin = "ws" + ServiceAddress.origin(projectUrl).toString().substring("http".length());
    return new Endpoint(origin, ProjectAccess.checkedPath(path), key);
  }

  URI address(ProtocolVersion version) {
    String key = URLEncoder.encode(apiKey.reveal(), StandardCharsets.UTF_8);
    return URI.create(origin + path + "?apikey=" + key + "&vsn=" + version.number());
  }

  /** The server alone. */
  @Override
  public String toString() {
    return origin;
  }
}
