package dev.belay.sql.internal;

import dev.belay.sql.notify.Listening;
import dev.belay.sql.notify.NotificationHandler;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The thread behind one {@link Listening}: calls the handler and waits, until it is closed. */
public final class ListeningThread implements Listening {

  private static final Pattern CHANNEL = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /** A look at the socket ends within a fraction of it, an attempt to connect perhaps not. */
  private static final long LONGEST_FAREWELL_MILLIS = 2000;

  private final NotificationHandler handler;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean live;

  private ListeningThread(
      String channel, NotificationHandler handler, Consumer<ListeningThread> work) {
    this.handler = handler;
    this.thread = new Thread(() -> work.accept(this), "belay-listen-" + channel);
    thread.setDaemon(true);
  }

  /**
   * Starts a thread.
   *
   * @param channel the channel's name, which is checked
   * @param handler is told
   * @param work what the thread does until it is closed
   * @return the running thread
   * @throws InvalidArgumentException if the channel's name is malformed
   */
  public static Listening start(
      String channel, NotificationHandler handler, Consumer<ListeningThread> work) {
    if (!CHANNEL.matcher(Objects.requireNonNull(channel, "channel")).matches()) {
      throw new InvalidArgumentException("Not the name of a channel");
    }
    ListeningThread listening =
        new ListeningThread(channel, Objects.requireNonNull(handler, "handler"), work);
    listening.thread.start();
    return listening;
  }

  /**
   * Says again and again that something may have been missed, until closed.
   *
   * @param interval how often
   */
  public void missedUntil(Duration interval) {
    do {
      missed();
    } while (!pause(interval));
  }

  /**
   * Hands over a notification.
   *
   * @param payload what came with it
   */
  public void notified(String payload) {
    tell(() -> handler.notified(payload));
  }

  /** Says that something may have been missed. */
  public void missed() {
    tell(handler::missed);
  }

  /**
   * Notes whether notifications come as they are sent.
   *
   * @param now whether they do
   */
  public void live(boolean now) {
    live = now;
  }

  /**
   * Tells of a failure that ends nothing.
   *
   * @param failure what happened
   */
  public void report(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }

  /**
   * Waits, but not beyond the end.
   *
   * @param time how long
   * @return true if the listening is closed
   */
  public boolean pause(Duration time) {
    try {
      return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt this thread but to end it.
      close();
      return true;
    }
  }

  /**
   * Whether the listening has been closed.
   *
   * @return true after {@link #close}
   */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void tell(Runnable call) {
    if (isClosed()) {
      return;
    }
    try {
      call.run();
    } catch (RuntimeException e) {
      report(e);
    }
  }

  @Override
  public boolean live() {
    return live && !isClosed();
  }

  @Override
  public void close() {
    closed.countDown();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(LONGEST_FAREWELL_MILLIS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
