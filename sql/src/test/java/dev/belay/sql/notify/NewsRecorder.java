package dev.belay.sql.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A handler that remembers what it was told, and waits for it. */
public final class NewsRecorder implements NotificationHandler {

  private final List<String> payloads = new ArrayList<>();
  private int missed;
  private boolean failing;

  /** The same, which throws each time after it has noted the call. */
  public NewsRecorder failing() {
    failing = true;
    return this;
  }

  @Override
  public synchronized void notified(String payload) {
    payloads.add(payload);
    told();
  }

  @Override
  public synchronized void missed() {
    missed++;
    told();
  }

  private void told() {
    notifyAll();
    if (failing) {
      throw new IllegalStateException("a handler that fails, as the test wants it");
    }
  }

  public synchronized List<String> payloads() {
    return List.copyOf(payloads);
  }

  public synchronized int missedCalls() {
    return missed;
  }

  public void awaitMissed(int calls) {
    await(() -> missed >= calls);
  }

  public void awaitPayloads(int count) {
    await(() -> payloads.size() >= count);
  }

  private synchronized void await(BooleanSupplier condition) {
    try {
      while (!condition.getAsBoolean()) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("not told in time", e);
    }
  }
}
