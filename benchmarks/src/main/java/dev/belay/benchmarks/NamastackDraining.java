package dev.belay.benchmarks;

import io.namastack.outbox.Outbox;
import io.namastack.outbox.OutboxPayloadSerializer;
import io.namastack.outbox.handler.OutboxRecordMetadata;
import io.namastack.outbox.handler.OutboxTypedHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * namastack-outbox over JDBC, which polls all the time: entries become visible to it when a drain
 * begins.
 */
final class NamastackDraining implements Draining {

  /** A batch that is large enough for no poll to be waited for, and four threads. */
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "namastack.outbox.polling.batch-size",
          1000,
          "namastack.outbox.polling.fixed.interval",
          "10ms",
          "namastack.outbox.processing.executor-core-pool-size",
          DrainedDatabase.THREADS,
          "namastack.outbox.processing.executor-max-pool-size",
          DrainedDatabase.THREADS,
          "namastack.outbox.processing.delete-completed-records",
          true,
          "logging.level.root",
          "WARN",
          "spring.main.banner-mode",
          "off");

  private static final String COPY =
      """
      insert into outbox_record (id, status, record_key, record_type, payload, context, created_at, failure_count,
        next_retry_at, partition_no, handler_id)
      select gen_random_uuid()::text, 'NEW', gen_random_uuid()::text, w.record_type, w.payload, w.context, w.created_at, 0,
        w.next_retry_at, i %% 256, w.handler_id
      from written w, generate_series(1, %d) as i
      """;

  private final DrainedDatabase database = DrainedDatabase.create();
  private final ConfigurableApplicationContext context;
  private volatile CountDownLatch left = new CountDownLatch(1);
  private final Connection writer;

  NamastackDraining() {
    SpringApplication application = new SpringApplication(Settings.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setDefaultProperties(SETTINGS);
    application.setRegisterShutdownHook(false);
    application.addInitializers(starting -> register((GenericApplicationContext) starting));
    context = application.run();
    try {
      writer = database.pool().getConnection();
      writer.setAutoCommit(false);
      write();
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void register(GenericApplicationContext starting) {
    starting.registerBean(DataSource.class, database::pool);
    starting.registerBean(OutboxPayloadSerializer.class, PlainText::new);
    starting.registerBean("work", Work.class, () -> new Work(() -> left.countDown()));
  }

  /** One entry as the library writes it, which is copied, and has to be worked off before. */
  private void write() throws SQLException, InterruptedException {
    context.getBean(Outbox.class).schedule("nothing", "written");
    database.execute("create table written as table outbox_record");
    left.await();
  }

  @Override
  public void fill(int entries) {
    left = new CountDownLatch(entries);
    try (Statement statement = writer.createStatement()) {
      statement.execute(COPY.formatted(entries));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void drain() throws InterruptedException {
    try {
      writer.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    left.await();
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    context.close(); // and with it the pool
    database.close();
  }

  /** All that Spring finds. */
  @EnableAutoConfiguration
  static class Settings {}

  /** What an entry calls: nothing, which is counted. */
  record Work(Runnable counting) implements OutboxTypedHandler<String> {

    @Override
    public void handle(String payload, OutboxRecordMetadata metadata) {
      counting.run();
    }
  }

  /** Texts as they are. */
  static final class PlainText implements OutboxPayloadSerializer {

    @Override
    public String serialize(Object payload) {
      return payload.toString();
    }

    @Override
    public <T> T deserialize(String text, Class<T> type) {
      return type.cast(text);
    }
  }
}
