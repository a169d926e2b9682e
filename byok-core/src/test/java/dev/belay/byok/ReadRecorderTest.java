package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadRecorderTest {

  private static final UUID USER = UUID.fromString("6f0e5c0e-5a3c-4d57-9f07-2f1c8f8f2b11");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final ReadAudit SLOW = ReadAudit.BACKGROUND.withInterval(Duration.ofHours(1));
  private static final ReadAudit FAST = ReadAudit.BACKGROUND.withInterval(Duration.ofMillis(1));

  private final StubRpcClient rpc = new StubRpcClient();

  @Test
  void writesReadsAsJson() {
    RpcCall call = ReadRecorder.call(List.of(read(0, true), read(1, false)));

    assertThat(call.function()).isEqualTo("record_api_key_reads");
    assertThat(json(call))
        .isEqualTo(
            "[{\"user_id\":\"6f0e5c0e-5a3c-4d57-9f07-2f1c8f8f2b11\",\"service\":\"openai\","
                + "\"read_at\":\"2026-11-22T12:00:00Z\",\"used\":true},"
                + "{\"user_id\":\"6f0e5c0e-5a3c-4d57-9f07-2f1c8f8f2b11\",\"service\":\"openai\","
                + "\"read_at\":\"2026-11-22T12:00:01Z\",\"used\":false}]");
  }

  @Test
  void writesFullBatchesAndTheRestAtClose() {
    ReadRecorder recorder = recorder(SLOW.withBatchSize(10));

    IntStream.range(0, 25).forEach(i -> recorder.record(read(i, false)));
    recorder.close();

    assertThat(rpc.calls).extracting(ReadRecorderTest::size).containsExactly(10, 10, 5);
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(25, 0, 0, 0));
  }

  @Test
  void writesAfterTheIntervalWithoutAFullBatch() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    rpc.answer(call -> written.countDown());
    ReadRecorder recorder = recorder(FAST);

    recorder.record(read(0, true));

    assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
    recorder.close();
  }

  @Test
  void dropsAndCountsWhatDoesNotFit() throws Exception {
    BlockedCall blocked = new BlockedCall();
    ReadRecorder recorder = recorder(FAST.withCapacity(5));
    recorder.record(read(0, true));
    blocked.awaitStart();

    IntStream.range(1, 9).forEach(i -> recorder.record(read(i, true)));

    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(0, 6, 3, 0));
    blocked.release();
    recorder.close();
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(6, 0, 3, 0));
  }

  @Test
  void closeGivesUpAtItsDeadline() throws Exception {
    BlockedCall blocked = new BlockedCall();
    ReadRecorder recorder = recorder(FAST.withCloseTimeout(Duration.ofMillis(1)));
    recorder.record(read(0, true));
    blocked.awaitStart();
    recorder.record(read(1, true));

    recorder.close();

    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(0, 1, 1, 0));
    blocked.release();
  }

  @Test
  void closeDoesNotWaitForAnInterruptedCaller() throws Exception {
    BlockedCall blocked = new BlockedCall();
    ReadRecorder recorder = recorder(FAST);
    recorder.record(read(0, true));
    blocked.awaitStart();
    recorder.record(read(1, true));

    Thread.currentThread().interrupt();
    recorder.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(recorder.counts().dropped()).isEqualTo(1);
    blocked.release();
  }

  @Test
  void triesAgainAfterAPassingFault() {
    AtomicInteger attempts = new AtomicInteger();
    rpc.answer(
        call -> {
          if (attempts.incrementAndGet() < 3) {
            throw new BackendUnavailableException("away", BackendFault.ofSqlState("08006"), true);
          }
        });
    ReadRecorder recorder = recorder(FAST);

    recorder.record(read(0, true));
    recorder.close();

    assertThat(attempts).hasValue(3);
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(1, 0, 0, 0));
  }

  @Test
  void countsWhatTheDatabaseKeepsRefusing() {
    rpc.answer(
        call -> {
          throw new BackendUnavailableException("away", BackendFault.ofSqlState("08006"), true);
        });
    ReadRecorder recorder = recorder(FAST);

    recorder.record(read(0, true));
    recorder.close();

    assertThat(rpc.calls).hasSize(3);
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(0, 0, 0, 1));
  }

  @Test
  void losesOnlyTheReadThatIsRefused() {
    rpc.answer(
        call -> {
          if (json(call).contains("retired")) {
            throw new InvalidArgumentException("unknown service");
          }
        });
    ReadRecorder recorder = ReadRecorder.of(SLOW, rpc, new ReadTally(OpenTelemetry.noop()));

    IntStream.range(0, 499).forEach(i -> recorder.record(read(i, false)));
    recorder.record(new KeyRead(USER, ProviderId.of("retired"), NOON, true));
    recorder.close();

    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(499, 0, 0, 1));
    assertThat(rpc.calls).as("it is found by halving").hasSizeLessThan(25);
  }

  @Test
  void livesOnAfterAFailure() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    rpc.answer(
        call -> {
          rpc.answer(next -> written.countDown());
          failed.countDown();
          throw new IllegalStateException("a client that breaks its word");
        });
    ReadRecorder recorder = recorder(FAST);

    recorder.record(read(0, true));
    failed.await();
    recorder.record(read(1, true));

    assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
    recorder.close();
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(1, 0, 0, 1));
  }

  @Test
  void startsAnotherThreadAfterAnError() throws Exception {
    CompletableFuture<Thread> first = new CompletableFuture<>();
    rpc.answer(
        call -> {
          rpc.answer(next -> {});
          Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {});
          first.complete(Thread.currentThread());
          throw new OutOfMemoryError("for a test");
        });
    ReadRecorder recorder = recorder(FAST);
    recorder.record(read(0, true));
    first.get().join();

    recorder.record(read(1, true));
    recorder.close();

    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(1, 0, 0, 1));
  }

  @Test
  void aReadWaitsUntilAThreadStarts() {
    ReadRecorder recorder = recorder(FAST, new ScarceThreads(2));

    IntStream.range(0, 3).forEach(i -> recorder.record(read(i, false)));
    recorder.close();

    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(3, 0, 0, 0));
  }

  @Test
  void aFullQueueAsksForAThreadToo() {
    ReadRecorder recorder = recorder(FAST.withCapacity(1), new ScarceThreads(1));

    recorder.record(read(0, false));
    recorder.record(read(1, false));
    recorder.close();

    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(1, 0, 1, 0));
  }

  @Test
  void countsWhatNoThreadEverRecords() {
    ReadRecorder recorder = recorder(FAST.withCapacity(2), new ScarceThreads(100));

    IntStream.range(0, 3).forEach(i -> recorder.record(read(i, false)));

    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(0, 2, 1, 0));
    recorder.close();
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(0, 0, 3, 0));
    assertThat(rpc.calls).isEmpty();
  }

  @Test
  void worksInADaemonThreadOfItsOwn() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    rpc.answer(call -> thread.complete(Thread.currentThread()));
    ReadRecorder recorder = recorder(FAST);

    recorder.record(read(0, true));

    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(thread.get()).isNotSameAs(Thread.currentThread());
    recorder.close();
    thread.get().join();
  }

  @Test
  void losesNothingOfManyThreads() throws Exception {
    ReadRecorder recorder = recorder(FAST.withCapacity(100_000));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int i = 0; i < 8; i++) {
      threads.execute(() -> IntStream.range(0, 1000).forEach(n -> recorder.record(read(n, false))));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

    recorder.close();

    assertThat(rpc.calls.stream().mapToInt(ReadRecorderTest::size).sum()).isEqualTo(8000);
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(8000, 0, 0, 0));
  }

  @Test
  void recordsAtOnceAfterClose() {
    ReadRecorder recorder = recorder(SLOW);
    recorder.close();

    recorder.record(read(0, true));

    assertThat(rpc.calls).hasSize(1);
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(1, 0, 0, 0));
  }

  @Test
  void ofManyUsesOfOneKeyOnlyTheLastMovesLastUsed() {
    KeyRead other = new KeyRead(USER, ProviderId.XAI, NOON, true);

    List<KeyRead> coalesced =
        BackgroundReadRecorder.coalesced(
            List.of(read(0, true), other, read(1, true), read(2, false)));

    assertThat(coalesced).containsExactly(read(0, false), other, read(1, true), read(2, false));
  }

  @Test
  void synchronouslyRecordsBeforeItReturns() {
    ReadRecorder recorder = recorder(ReadAudit.SYNCHRONOUS);

    recorder.record(read(0, true));

    assertThat(rpc.calls).hasSize(1);
    recorder.close();
  }

  @Test
  void synchronouslyThereIsNoReadWithoutARecord() {
    rpc.answer(
        call -> {
          throw new AccessDeniedException("no");
        });
    ReadRecorder recorder = recorder(ReadAudit.SYNCHRONOUS);

    refusalOf(AccessDeniedException.class, () -> recorder.record(read(0, true)));
    assertThat(recorder.counts()).isEqualTo(new ReadAuditCounts(0, 0, 0, 1));
  }

  private ReadRecorder recorder(ReadAudit audit) {
    return ReadRecorder.of(audit, rpc, new ReadTally(OpenTelemetry.noop()));
  }

  private ReadRecorder recorder(ReadAudit audit, ThreadFactory threads) {
    return new BackgroundReadRecorder(audit, rpc, new ReadTally(OpenTelemetry.noop()), threads);
  }

  private static KeyRead read(int second, boolean used) {
    return new KeyRead(USER, ProviderId.OPENAI, NOON.plusSeconds(second), used);
  }

  private static int size(RpcCall call) {
    return json(call).split("user_id", -1).length - 1;
  }

  private static String json(RpcCall call) {
    return ((Json) call.arguments().get(0).value()).text();
  }

  /** The first threads do not start, in turn as the JVM and as a security manager refuse them. */
  private static final class ScarceThreads implements ThreadFactory {

    private final AtomicInteger refusals;

    ScarceThreads(int refusals) {
      this.refusals = new AtomicInteger(refusals);
    }

    @Override
    public Thread newThread(Runnable work) {
      return new Thread(work) {
        @Override
        public synchronized void start() {
          int left = refusals.getAndDecrement();
          if (left > 0 && left % 2 == 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          if (left > 0) {
            throw new SecurityException("no more threads");
          }
          super.start();
        }
      };
    }
  }

  /** Holds the background thread inside its first call. */
  private final class BlockedCall {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    BlockedCall() {
      rpc.answer(
          call -> {
            started.countDown();
            try {
              released.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    void awaitStart() throws InterruptedException {
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
    }

    void release() {
      released.countDown();
    }
  }
}
