package dev.belay.testservers.realtime;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** Writes frames to one client, one after another, each no sooner than it is due. */
final class Outbox implements AutoCloseable {

  private final Session session;
  private final RealtimeFaults faults;
  private final BlockingQueue<Due> waiting = new LinkedBlockingQueue<>();
  private final Thread writer;

  private record Due(long nanoTime, Frame frame) {}

  Outbox(Session session, RealtimeFaults faults) {
    this.session = session;
    this.faults = faults;
    this.writer = new Thread(this::write, "realtime-outbox");
    writer.setDaemon(true);
  }

  void start() {
    writer.start();
  }

  void add(Frame frame) {
    waiting.add(new Due(System.nanoTime() + faults.delayNanos(), frame));
  }

  @Override
  public void close() {
    writer.interrupt();
  }

  private void write() {
    try {
      while (true) {
        Due next = waiting.take();
        TimeUnit.NANOSECONDS.sleep(next.nanoTime() - System.nanoTime());
        Callback.Completable written = new Callback.Completable();
        next.frame().sendTo(session, written);
        written.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // The client is gone; its socket's end is told elsewhere.
    }
  }
}
