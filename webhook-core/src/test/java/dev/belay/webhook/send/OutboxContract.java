package dev.belay.webhook.send;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** A real outbox, whose one watched table is that of trips, and a real receiver. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
public abstract class OutboxContract {

  private final Backend backend;
  private WebhookDatabase database;
  private Backend.Connected connected;
  private Receiver receiver;

  protected OutboxContract(Backend backend) {
    this.backend = backend;
  }

  @BeforeAll
  final void install() {
    InstalledDatabase installed = InstalledDatabase.create(DatabaseShape.PLAIN);
    database = new WebhookDatabase(installed);
    connected = backend.connect(installed);
  }

  @AfterAll
  final void drop() {
    connected.end().run();
    database.close();
  }

  @BeforeEach
  final void open() {
    database.reset();
    receiver = Receiver.start();
    database.watch("trips", "trips");
  }

  @AfterEach
  final void close() {
    receiver.close();
  }

  public final WebhookDatabase database() {
    return database;
  }

  public final Receiver receiver() {
    return receiver;
  }

  public final WebhookOutbox outbox() {
    return WebhookOutbox.over(connected.rpc());
  }
}
