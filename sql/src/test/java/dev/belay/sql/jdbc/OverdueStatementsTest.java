package dev.belay.sql.jdbc;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OverdueStatementsTest {

  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final AtomicInteger threads = new AtomicInteger();

  /** As the JVM says where the system has no thread to give. */
  private final ThreadFactory noneAtFirst =
      work ->
          new Thread(work) {
            @Override
            public synchronized void start() {
              if (threads.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              super.start();
            }
          };

  @Test
  void cancelsStatementsAlsoAfterThereWasNoThreadToWatchThem() throws Exception {
    OverdueStatements overdue = new OverdueStatements(0, noneAtFirst);
    assertThat(refusalOf(OutOfMemoryError.class, () -> overdue.watch(statement()))).isNotNull();
    assertThat(cancelled.getCount()).isEqualTo(1);

    OverdueStatements.Watched second = overdue.watch(statement());

    assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    second.end();
    assertThat(threads.get()).isEqualTo(2);
  }

  private Statement statement() {
    return (Statement)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Statement.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("cancel")) {
                cancelled.countDown();
              }
              return proxy; // of a void method, nobody looks at it
            });
  }
}
