package dev.belay.testservers.postgrest;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How an answer is written: as JSON, or as the JSON of exactly one row.
 *
 * @param mediaType of the answer
 * @param profile the schema to name in it; empty where only one is exposed
 */
record RestFormat(String mediaType, String profile) {

  private static final String ONE_ROW = "application/vnd.pgrst.object+json";
  private static final Set<String> KNOWN = Set.of("application/json", ONE_ROW, "*/*", "");

  /** What the request accepts. */
  static RestFormat of(RestRequest request, String profile) {
    List<String> accepted = request.accepted();
    String type =
        accepted.stream()
            .filter(KNOWN::contains)
            .findFirst()
            .orElse(accepted.isEmpty() ? "" : String.join(", ", accepted));
    if (!KNOWN.contains(type)) {
      throw RestFailure.of(415, "PGRST107", "None of these media types are available: " + type);
    }
    return new RestFormat(type.equals(ONE_ROW) ? ONE_ROW : "application/json", profile);
  }

  /** Rows, or the one that was asked for. */
  HttpAnswer rows(int status, String range, RestResult result) {
    if (!mediaType.equals(ONE_ROW)) {
      return json(status, range, result, result.list());
    }
    if (result.count() != 1) {
      throw new RestFailure(
          406,
          "PGRST116",
          "JSON object requested, multiple (or no) rows returned",
          "The result contains %d rows".formatted(result.count()),
          null);
    }
    return json(status, range, result, result.first());
  }

  HttpAnswer json(int status, String range, RestResult result, String body) {
    Map<String, List<String>> headers = headers(range);
    headers.put("Content-Type", List.of(mediaType + "; charset=utf-8"));
    if (!profile.isEmpty()) {
      headers.put("Content-Profile", List.of(profile));
    }
    headers.putAll(result.ownHeaders());
    return new HttpAnswer(result.statusOr(status), headers, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpAnswer nothing(int status, String range, RestResult result) {
    Map<String, List<String>> headers = headers(range);
    headers.putAll(result.ownHeaders());
    return new HttpAnswer(result.statusOr(status), headers, new byte[0]);
  }

  private static Map<String, List<String>> headers(String range) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Range", List.of(range));
    return headers;
  }
}
