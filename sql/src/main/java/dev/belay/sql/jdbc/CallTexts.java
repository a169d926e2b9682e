package dev.belay.sql.jdbc;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcCall.Argument;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The SQL text of each function that was called, kept so that a repeated call builds nothing and
 * the driver finds the statement it has prepared. Names are quoted, so that a parameter may be
 * called {@code limit}; {@link RpcCall} has refused a name that holds a quote.
 */
final class CallTexts {

  /** Far above what an application calls; beyond it texts are built anew and not kept. */
  private static final int MOST_KEPT = 500;

  private final Map<String, CallText> kept = new ConcurrentHashMap<>();

  String of(RpcCall call) {
    CallText known = kept.get(call.function());
    if (known != null && known.fits(call.arguments())) {
      return known.sql();
    }
    CallText built = CallText.of(call);
    if (known != null || kept.size() < MOST_KEPT) {
      kept.put(call.function(), built);
    }
    return built.sql();
  }

  private record CallText(List<String> names, List<String> casts, String sql) {

    static CallText of(RpcCall call) {
      List<String> names = call.arguments().stream().map(Argument::name).toList();
      List<String> casts = call.arguments().stream().map(a -> Binding.cast(a.value())).toList();
      StringJoiner parameters = new StringJoiner(", ");
      for (int i = 0; i < names.size(); i++) {
        parameters.add('"' + names.get(i) + "\" => ?" + casts.get(i));
      }
      return new CallText(
          names, casts, "select * from public.\"" + call.function() + "\"(" + parameters + ")");
    }

    boolean fits(List<Argument> arguments) {
      if (arguments.size() != names.size()) {
        return false;
      }
      for (int i = 0; i < names.size(); i++) {
        Argument argument = arguments.get(i);
        if (!names.get(i).equals(argument.name())
            || !casts.get(i).equals(Binding.cast(argument.value()))) {
          return false;
        }
      }
      return true;
    }
  }
}
