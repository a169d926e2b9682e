package dev.belay.sql.rest;

import dev.belay.support.http.HttpReply;

/** Tells PostgREST's answers from a gateway's pages. */
final class MediaTypes {

  private MediaTypes() {}

  static boolean isJson(HttpReply reply) {
    return reply
        .mediaType()
        .filter(type -> type.equals("application/json") || type.endsWith("+json"))
        .isPresent();
  }
}
