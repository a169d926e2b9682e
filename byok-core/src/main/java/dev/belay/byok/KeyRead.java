package dev.belay.byok;

import java.time.Instant;
import java.util.UUID;

/** One key that was handed out; {@code used} moves the key's {@code last_used}. */
record KeyRead(UUID userId, ProviderId service, Instant readAt, boolean used) {

  KeyRead withoutUse() {
    return new KeyRead(userId, service, readAt, false);
  }

  /** As JSON. Written by hand: no part of it can hold a character that JSON would escape. */
  String json() {
    return "{\"user_id\":\""
        + userId
        + "\",\"service\":\""
        + service.value()
        + "\",\"read_at\":\""
        + readAt
        + "\",\"used\":"
        + used
        + "}";
  }
}
