package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** URL groups, which the API calls topics. Safe for many threads. */
final class Topics {

  private static final String PREFIX = "/v2/topics";

  private final Map<String, Set<String>> topics = new TreeMap<>();

  synchronized List<String> endpoints(String name) {
    Set<String> endpoints = topics.get(name);
    if (endpoints == null) {
      throw new ApiError(404, "url group " + name + " not found");
    }
    return List.copyOf(endpoints);
  }

  synchronized ApiAnswer answer(ApiRequest request) {
    List<String> path = request.segmentsAfter(PREFIX);
    if (path.isEmpty()) {
      ArrayNode all = Json.array();
      topics.keySet().forEach(name -> all.add(json(name)));
      return ApiAnswer.ok(all);
    }
    String name = path.get(0);
    boolean endpoints = path.size() == 2 && path.get(1).equals("endpoints");
    if (endpoints && request.method().equals("POST")) {
      topics.computeIfAbsent(name, key -> new TreeSet<>()).addAll(urls(request));
      return ApiAnswer.ok(Json.object());
    }
    endpoints(name);
    if (request.method().equals("DELETE")) {
      if (endpoints) {
        topics.getOrDefault(name, Set.of()).removeAll(urls(request));
      } else {
        topics.remove(name);
      }
      return ApiAnswer.ok(Json.object());
    }
    return ApiAnswer.ok(json(name));
  }

  private static List<String> urls(ApiRequest request) {
    JsonNode endpoints = Json.read(request.body()).path("endpoints");
    return endpoints.findValuesAsText("url");
  }

  private ObjectNode json(String name) {
    ObjectNode json = Json.object().put("name", name).put("createdAt", 0).put("updatedAt", 0);
    ArrayNode endpoints = json.putArray("endpoints");
    endpoints(name).forEach(url -> endpoints.add(Json.object().put("url", url)));
    return json;
  }
}
