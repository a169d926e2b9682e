package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * For whom the database is asked.
 *
 * @param claims of the token
 * @param headers of the request with which the connection began, as a JSON object
 */
record Caller(Claims claims, JsonNode headers) {}
