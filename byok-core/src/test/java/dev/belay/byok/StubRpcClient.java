package dev.belay.byok;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A client that keeps the calls of {@link #run} and answers as the test says. */
final class StubRpcClient implements RpcClient {

  final List<RpcCall> calls = new CopyOnWriteArrayList<>();
  private volatile Consumer<RpcCall> answer = call -> {};

  /** What happens at each further call. */
  void answer(Consumer<RpcCall> next) {
    answer = next;
  }

  @Override
  public void run(RpcCall call) {
    calls.add(call);
    answer.accept(call);
  }

  @Override
  public <T> Optional<T> scalar(RpcCall call, Class<T> type) {
    throw new UnsupportedOperationException(call.function());
  }

  @Override
  public <T> List<T> rows(RpcCall call, RpcRow.Mapper<T> mapper) {
    throw new UnsupportedOperationException(call.function());
  }
}
