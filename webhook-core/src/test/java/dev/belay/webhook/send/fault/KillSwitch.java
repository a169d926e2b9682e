package dev.belay.webhook.send.fault;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Stops the process at a point, says so, and waits there to be killed. */
final class KillSwitch {

  private final KillPoint point;
  private final AtomicInteger passes;

  /** Armed for a point, at which it stops when it has been passed so many times. */
  KillSwitch(KillPoint point, int passes) {
    this.point = point;
    this.passes = new AtomicInteger(passes);
  }

  private void pass(KillPoint here) {
    if (here == point && passes.getAndDecrement() == 0) {
      System.out.println("at " + here);
      new Forever().stay();
    }
  }

  HttpTransport around(HttpTransport transport) {
    return call -> {
      pass(KillPoint.BEFORE_SEND);
      HttpReply reply = transport.exchange(call);
      pass(KillPoint.AFTER_SEND);
      return reply;
    };
  }

  RpcClient around(RpcClient rpc) {
    return new RpcClient() {
      @Override
      public void run(RpcCall call) {
        stopped(
            call,
            () -> {
              rpc.run(call);
              return true;
            });
      }

      @Override
      public <T> Optional<T> scalar(RpcCall call, Class<T> type) {
        return stopped(call, () -> rpc.scalar(call, type));
      }

      @Override
      public <T> List<T> rows(RpcCall call, RpcRow.Mapper<T> mapper) {
        return stopped(call, () -> rpc.rows(call, mapper));
      }
    };
  }

  private <T> T stopped(RpcCall call, Supplier<T> work) {
    switch (call.function()) {
      case "claim_webhook_deliveries" -> pass(KillPoint.BEFORE_CLAIM);
      case "complete_webhook_deliveries" -> pass(KillPoint.BEFORE_COMPLETE);
      default -> {}
    }
    T result = work.get();
    switch (call.function()) {
      case "claim_webhook_deliveries" -> pass(KillPoint.AFTER_CLAIM);
      case "complete_webhook_deliveries" -> pass(KillPoint.AFTER_COMPLETE);
      case "extend_webhook_leases" -> pass(KillPoint.AFTER_EXTEND);
      case "release_webhook_deliveries" -> pass(KillPoint.AFTER_RELEASE);
      default -> {}
    }
    return result;
  }

  /** A place from which only a kill leads away. */
  private static final class Forever {
    void stay() {
      while (true) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException notThatEasily) {
          // Only a kill.
        }
      }
    }
  }
}
