package dev.belay.byok;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import java.util.List;
import java.util.stream.Collectors;

/** Takes note of keys that were handed out. Safe for use by many threads. */
interface ReadRecorder extends AutoCloseable {

  void record(KeyRead read);

  ReadAuditCounts counts();

  @Override
  void close();

  static ReadRecorder of(ReadAudit audit, RpcClient rpc, ReadTally tally) {
    return audit.mode() == ReadAudit.Mode.BACKGROUND
        ? new BackgroundReadRecorder(audit, rpc, tally)
        : new SynchronousReadRecorder(rpc, tally);
  }

  static RpcCall call(List<KeyRead> reads) {
    String json = reads.stream().map(KeyRead::json).collect(Collectors.joining(",", "[", "]"));
    return RpcCall.of("record_api_key_reads").with("p_reads", new Json(json));
  }
}
