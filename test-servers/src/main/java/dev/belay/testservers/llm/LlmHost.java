package dev.belay.testservers.llm;

import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One provider: its routes, the keys that it accepts, its models, and what is wrong with it. */
final class LlmHost {

  private final String name;
  private final Dialect dialect;
  private final Map<String, Route> routes;
  private final Map<String, String> labelByKey = new ConcurrentHashMap<>();
  private final Set<String> models;
  private final Deque<LlmFault> nextFaults = new ConcurrentLinkedDeque<>();
  private final AtomicReference<@Nullable LlmFault> lastingFault = new AtomicReference<>();

  LlmHost(String name, Dialect dialect, Map<String, Route> routes, List<String> models) {
    this.name = name;
    this.dialect = dialect;
    this.routes = Map.copyOf(routes);
    this.models = new ConcurrentSkipListSet<>(models);
  }

  String name() {
    return name;
  }

  void accept(String key, String label) {
    labelByKey.put(key, label);
  }

  void revoke(String key) {
    labelByKey.remove(key);
  }

  void offer(String model) {
    models.add(model);
  }

  Set<String> models() {
    return new LinkedHashSet<>(models);
  }

  void failNext(LlmFault fault) {
    nextFaults.add(fault);
  }

  void failFromNowOn(LlmFault fault) {
    lastingFault.set(fault);
  }

  void recover() {
    nextFaults.clear();
    lastingFault.set(null);
  }

  /** The fault of the request at hand; one that was set for a single request is used up. */
  LlmFault takeFault() {
    LlmFault next = nextFaults.poll();
    if (next != null) {
      return next;
    }
    LlmFault lasting = lastingFault.get();
    return lasting != null ? lasting : LlmFault.none();
  }

  /** The label of the call's credential, if this provider accepts it. */
  Optional<String> acceptedKey(Call call) {
    return Optional.ofNullable(routes.get(call.route()))
        .flatMap(route -> route.access().credential(call))
        .map(labelByKey::get);
  }

  Reply answer(Call call) {
    Route route = routes.get(call.route());
    if (route == null) {
      return dialect.unknownRoute(call.route());
    }
    if (route.access() != Access.PUBLIC) {
      Optional<String> key = route.access().credential(call);
      if (key.isEmpty()) {
        return dialect.missingKey();
      }
      if (!labelByKey.containsKey(key.get())) {
        return dialect.wrongKey(key.get());
      }
    }
    try {
      return route.action().run(this, call);
    } catch (IllegalArgumentException malformed) {
      return dialect.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  /** Answers for a model, if it is offered under exactly this name. */
  Reply forModel(String model, Reply answer) {
    return models.contains(model) ? answer : dialect.unknownModel(model);
  }
}
