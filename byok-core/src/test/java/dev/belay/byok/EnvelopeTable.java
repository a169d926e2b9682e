package dev.belay.byok;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The two rotation functions over a map, with a hook before each replacement. */
final class EnvelopeTable implements RpcClient {

  private final Map<Long, Stored> rows = new TreeMap<>();
  private Runnable beforeReplace = () -> {};
  private int calls;

  /** Adds or changes a row; a null text is a row whose secret is gone. */
  void put(long id, UUID userId, String service, @Nullable String text) {
    rows.put(id, new Stored(id, userId, service, text));
  }

  void remove(long id) {
    rows.remove(id);
  }

  String text(long id) {
    return Objects.requireNonNull(rows.get(id).text);
  }

  List<String> texts() {
    return rows.values().stream().map(row -> String.valueOf(row.text)).toList();
  }

  int calls() {
    return calls;
  }

  /** Runs once, before the next row is replaced. */
  void beforeNextReplace(Runnable action) {
    beforeReplace =
        () -> {
          beforeReplace = () -> {};
          action.run();
        };
  }

  /** Fails once, instead of replacing a row after {@code count} more. */
  void failAfter(int count) {
    beforeNextReplace(
        () -> {
          if (count == 0) {
            throw new BackendUnavailableException("gone", BackendFault.ofSqlState("57P01"), true);
          }
          failAfter(count - 1);
        });
  }

  @Override
  public void run(RpcCall call) {
    throw new UnsupportedOperationException(call.function());
  }

  @Override
  public <T> Optional<T> scalar(RpcCall call, Class<T> type) {
    assertFunction(call, "replace_api_key_envelope");
    beforeReplace.run();
    Object expected = ((Secret) argument(call, "p_expected")).reveal();
    for (Stored row : rows.values()) {
      if (row.userId.equals(argument(call, "p_user_id"))
          && row.service.equals(argument(call, "p_service"))
          && expected.equals(row.text)) {
        put(row.id, row.userId, row.service, (String) argument(call, "p_replacement"));
        return Optional.of(type.cast(true));
      }
    }
    return Optional.of(type.cast(false));
  }

  @Override
  public <T> List<T> rows(RpcCall call, RpcRow.Mapper<T> mapper) {
    assertFunction(call, "list_api_key_envelopes");
    return rows.values().stream()
        .filter(row -> row.id > (Long) argument(call, "p_after_id"))
        .limit((Integer) argument(call, "p_limit"))
        .map(row -> mapper.map(new Row(row)))
        .toList();
  }

  private void assertFunction(RpcCall call, String expected) {
    calls++;
    if (!call.function().equals(expected)) {
      throw new UnsupportedOperationException(call.function());
    }
  }

  private static Object argument(RpcCall call, String name) {
    return call.arguments().stream()
        .filter(argument -> argument.name().equals(name))
        .map(argument -> Objects.requireNonNull(argument.value()))
        .findFirst()
        .orElseThrow();
  }

  private record Stored(long id, UUID userId, String service, @Nullable String text) {}

  private record Row(Stored stored) implements RpcRow {

    @Override
    public Optional<String> text(String column) {
      return Optional.ofNullable(column.equals("service") ? stored.service : stored.text);
    }

    @Override
    public Optional<UUID> uuid(String column) {
      return Optional.of(stored.userId);
    }

    @Override
    public Optional<Boolean> bool(String column) {
      return Optional.empty();
    }

    @Override
    public Optional<Long> integer(String column) {
      return Optional.of(stored.id);
    }

    @Override
    public Optional<Instant> instant(String column) {
      return Optional.empty();
    }
  }
}
