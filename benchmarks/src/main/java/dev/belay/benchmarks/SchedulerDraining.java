package dev.belay.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** db-scheduler, in the faster of its two ways to poll. */
final class SchedulerDraining implements Draining {

  private static final String TABLE =
      """
      create table scheduled_tasks (
        task_name text not null,
        task_instance text not null,
        task_data bytea,
        execution_time timestamptz not null,
        picked boolean not null,
        picked_by text,
        last_success timestamptz,
        last_failure timestamptz,
        consecutive_failures int,
        last_heartbeat timestamptz,
        version bigint not null,
        priority smallint,
        primary key (task_name, task_instance)
      );
      create index execution_time_idx on scheduled_tasks (execution_time);
      create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
      """;

  private final DrainedDatabase database = DrainedDatabase.create();
  private volatile CountDownLatch left = new CountDownLatch(0);
  private final OneTimeTask<Void> task =
      Tasks.oneTime("nothing").execute((instance, context) -> left.countDown());

  SchedulerDraining() {
    database.execute(TABLE);
  }

  @Override
  public void fill(int entries) {
    left = new CountDownLatch(entries);
    database.execute(
        "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
            + " select 'nothing', i::text, now(), false, 1 from generate_series(1, %d) as i"
                .formatted(entries));
  }

  @Override
  public void drain() throws InterruptedException {
    Scheduler scheduler =
        Scheduler.create(database.pool(), List.of(task))
            .threads(DrainedDatabase.THREADS)
            .pollUsingLockAndFetch(1, 4)
            .pollingInterval(Duration.ofMillis(50))
            .build();
    scheduler.start();
    left.await();
    scheduler.stop();
  }

  @Override
  public void close() {
    database.close();
  }
}
