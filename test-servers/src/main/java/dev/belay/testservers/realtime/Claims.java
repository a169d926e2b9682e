package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a good token says.
 *
 * @param all its claims
 */
record Claims(JsonNode all) {

  String role() {
    return all.path("role").asText();
  }

  String subject() {
    return all.path("sub").asText("");
  }

  long expiry() {
    return all.path("exp").asLong();
  }
}
