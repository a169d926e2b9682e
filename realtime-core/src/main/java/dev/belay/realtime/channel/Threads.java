package dev.belay.realtime.channel;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the client's threads. None keeps a program from ending. */
final class Threads {

  private static final int IDLE_SECONDS = 30;

  private Threads() {}

  /** In the executor, or here where it takes nothing more. */
  static void run(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException stopped) {
      task.run();
    }
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** As many threads as there are tasks: each channel gives it one at a time. */
  static ExecutorService listeners() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> daemon(task, "belay-realtime-listener"));
  }

  /** A few threads, since asking for a token can take a round trip. */
  static ExecutorService tokens() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            4,
            4,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, "belay-realtime-token"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
