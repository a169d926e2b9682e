package dev.belay.webhook.receive;

import dev.belay.support.InvalidArgumentException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Who a request comes from, where proxies stand before this service. */
public final class ClientAddress {

  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final int MOST_PROXIES = 10;

  private ClientAddress() {}

  /**
   * Reads {@code X-Forwarded-For} from its end, since each proxy adds to it who it was called by,
   * and all that stands before that was written by the client.
   *
   * @param proxies how many proxies of your own stand before this service, 1 to 10
   * @return a reader that gives the address that the first of them saw, or the peer's where the
   *     header is missing, too short or none
   * @throws InvalidArgumentException if the number is out of its range
   */
  public static Function<WebhookRequest, String> behindProxies(int proxies) {
    if (proxies < 1 || proxies > MOST_PROXIES) {
      throw new InvalidArgumentException("The number of proxies is 1 to 10");
    }
    return request -> {
      List<String> values = request.headers().values("X-Forwarded-For");
      String[] addresses = String.join(",", values).split(",", -1);
      String address =
          addresses.length < proxies ? "" : addresses[addresses.length - proxies].strip();
      return ADDRESS.matcher(address).matches() ? address : request.peer();
    };
  }
}
