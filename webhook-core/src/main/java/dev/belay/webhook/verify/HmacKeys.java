package dev.belay.webhook.verify;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Keys with their windows, and which of them are valid now. Safe for use by many threads. */
final class HmacKeys {

  private record WindowedKey(SigningSecret secret, KeyedMac mac) {}

  private final List<WindowedKey> all;
  private final List<KeyedMac> macs;
  private final boolean unbounded;
  private final Clock clock;

  HmacKeys(List<SigningSecret> secrets, Function<SigningSecret, byte[]> bytes, Clock clock) {
    this.all =
        secrets.stream()
            .map(secret -> new WindowedKey(secret, new KeyedMac(bytes.apply(secret))))
            .toList();
    this.macs = all.stream().map(WindowedKey::mac).toList();
    this.unbounded = secrets.stream().allMatch(SigningSecret::isUnbounded);
    this.clock = clock;
  }

  /** The clock is asked only where an answer depends on it. */
  List<KeyedMac> active() {
    if (unbounded) {
      return macs;
    }
    Instant now = clock.instant();
    return all.stream().filter(key -> key.secret().isValidAt(now)).map(WindowedKey::mac).toList();
  }
}
