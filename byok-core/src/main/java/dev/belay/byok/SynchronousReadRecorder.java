package dev.belay.byok;

import dev.belay.sql.RpcClient;
import java.util.List;

/** Records each read before the key is handed out. Where that fails there is no key. */
final class SynchronousReadRecorder implements ReadRecorder {

  private final RpcClient rpc;
  private final ReadTally tally;

  SynchronousReadRecorder(RpcClient rpc, ReadTally tally) {
    this.rpc = rpc;
    this.tally = tally;
  }

  @Override
  public void record(KeyRead read) {
    boolean done = false;
    try {
      rpc.run(ReadRecorder.call(List.of(read)));
      done = true;
    } finally {
      if (done) {
        tally.recorded(1);
      } else {
        tally.failed(1);
      }
    }
  }

  @Override
  public ReadAuditCounts counts() {
    return tally.counts(0);
  }

  @Override
  public void close() {}
}
