package dev.belay.byok;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A client that lets a test act just before and just after each call of one function. */
record WatchedRpcClient(
    RpcClient delegate, String function, Consumer<RpcCall> before, Consumer<RpcCall> after)
    implements RpcClient {

  @Override
  public void run(RpcCall call) {
    delegate.run(call);
  }

  @Override
  public <T> Optional<T> scalar(RpcCall call, Class<T> type) {
    if (!call.function().equals(function)) {
      return delegate.scalar(call, type);
    }
    before.accept(call);
    Optional<T> result = delegate.scalar(call, type);
    after.accept(call);
    return result;
  }

  @Override
  public <T> List<T> rows(RpcCall call, RpcRow.Mapper<T> mapper) {
    return delegate.rows(call, mapper);
  }
}
