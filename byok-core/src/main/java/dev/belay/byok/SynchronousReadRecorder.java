package dev.belay.byok;

import dev.belay.sql.RpcClient;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Records each read before the key is handed out. Where that fails there is no key. */
final class SynchronousReadRecorder implements ReadRecorder {

  private final RpcClient rpc;
  private final LongAdder recorded = new LongAdder();
  private final LongAdder failed = new LongAdder();

  SynchronousReadRecorder(RpcClient rpc) {
    this.rpc = rpc;
  }

  @Override
  public void record(KeyRead read) {
    boolean done = false;
    try {
      rpc.run(ReadRecorder.call(List.of(read)));
      done = true;
    } finally {
      (done ? recorded : failed).increment();
    }
  }

  @Override
  public ReadAuditCounts counts() {
    return new ReadAuditCounts(recorded.sum(), 0, 0, failed.sum());
  }

  @Override
  public void close() {}
}
