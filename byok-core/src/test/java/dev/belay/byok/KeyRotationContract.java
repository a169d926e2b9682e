package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Rotation on a real PostgreSQL. A backend's test only supplies the client, in each kind of vault
 * that a database can have.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class KeyRotationContract {

  private static final String REPLACE = "replace_api_key_envelope";
  private static final KeyRing OLD_RING = KeyRing.of("old", Rings.ascending(11));
  private static final KeyRing NEW_RING =
      KeyRing.of("new", Rings.ascending(12)).withOld("old", Rings.ascending(11));
  private static final EnvelopeCipher OLD = EnvelopeCipher.of(OLD_RING);
  private static final EnvelopeCipher NEW = EnvelopeCipher.of(NEW_RING);

  private final DatabaseShape shape;
  private InstalledDatabase database;
  private RpcClient rpc;

  KeyRotationContract(DatabaseShape shape) {
    this.shape = shape;
  }

  @BeforeAll
  void install() {
    database = InstalledDatabase.create(shape);
    rpc = connect(database);
  }

  /** A client that acts as the service on that database. */
  abstract RpcClient connect(InstalledDatabase installed);

  @AfterAll
  void drop() {
    database.close();
  }

  @AfterEach
  void removeUsers() {
    Thread.interrupted();
    TestSql.execute(database.superuser(), "delete from auth.users");
  }

  @Test
  void bringsEveryKeyUnderTheNewOneAndAuditsIt() {
    List<UUID> users = usersWithOldEnvelopes(12);
    String audited = "select count(*) from belay.api_key_audit where action = 'rotated'";
    long before = TestSql.number(database.superuser(), audited);
    RotationReport report = rotation().run();
    assertThat(report.rotated()).isEqualTo(report.examined()).isEqualTo(12);
    assertThat(report.complete()).isTrue();
    assertThat(TestSql.number(database.superuser(), audited) - before).isEqualTo(12);
    assertHoldTheirKeys(users);
  }

  @Test
  void stopsInTheMiddleAndResumes() {
    List<UUID> users = usersWithOldEnvelopes(14);
    RpcClient stopping = watched(call -> {}, nth(7, Thread.currentThread()::interrupt));
    RotationReport stopped = KeyRotation.over(stopping, NEW_RING).withBatchSize(5).run();
    assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
    assertThat(stopped.complete()).isFalse();
    assertThat(stopped.rotated()).isEqualTo(7);
    RotationReport resumed = rotation().runBatch(stopped.cursor());
    assertThat(resumed.rotated()).isEqualTo(5);
    RotationReport again = rotation().run();
    assertThat(again.alreadyCurrent()).isEqualTo(12);
    assertThat(again.rotated()).isEqualTo(2);
    assertHoldTheirKeys(users);
  }

  @Test
  void resumesAfterAnAnswerThatWasLost() {
    List<UUID> users = usersWithOldEnvelopes(5);
    RpcClient failing = watched(call -> {}, nth(3, KeyRotationContract::loseTheAnswer));
    refusalOf(BackendUnavailableException.class, KeyRotation.over(failing, NEW_RING)::run);
    RotationReport resumed = rotation().run();
    assertThat(resumed.alreadyCurrent()).as("the lost one took effect").isEqualTo(3);
    assertThat(resumed.rotated()).isEqualTo(2);
    assertHoldTheirKeys(users);
  }

  @Test
  void reportsAndKeepsWhatItCannotRead() {
    List<UUID> readable = usersWithOldEnvelopes(3);
    UUID lost = newUser();
    UUID swapped = newUser();
    UUID gone = newUser();
    EnvelopeCipher other = EnvelopeCipher.of(KeyRing.of("lost", Rings.ascending(13)));
    store(lost, other.seal(Secret.of("sk-lost"), context(lost)));
    store(swapped, stored(readable.get(0)));
    store(gone, OLD.seal(Secret.of("sk-gone"), context(gone)));
    deleteSecret(gone);
    String before = stored(lost);
    RotationReport report = rotation().run();
    assertThat(report.complete()).isTrue();
    assertThat(report.rotated()).isEqualTo(3);
    assertThat(report.unreadable())
        .containsExactly(
            new UnreadableKey(lost, "openai", Reason.UNKNOWN_KEY_ID),
            new UnreadableKey(swapped, "openai", Reason.AUTHENTICATION_FAILED),
            new UnreadableKey(gone, "openai", Reason.MISSING));
    assertThat(stored(lost)).isEqualTo(before);
    assertHoldTheirKeys(readable);
  }

  /** An older project's rows keep services that the schema would refuse today. */
  @Test
  void passesOverAdoptedRowsThatNoCallReaches() {
    List<UUID> first = usersWithOldEnvelopes(1);
    List<String> adopted = List.of("retired", "OpenAI", "", "My Service", "s".repeat(65), "ключ");
    List<UUID> odd = usersWithOldEnvelopes(adopted.size());
    for (int i = 0; i < odd.size(); i++) {
      rename(odd.get(i), adopted.get(i));
    }
    UUID sealedForRetired = newUser();
    store(
        sealedForRetired,
        OLD.seal(keyOf(sealedForRetired), new EnvelopeContext(sealedForRetired, "retired")));
    rename(sealedForRetired, "retired");
    List<UUID> last = usersWithOldEnvelopes(2);
    RotationReport report = rotation().run();
    assertThat(report.complete()).isTrue();
    assertThat(report.rotated()).isEqualTo(3);
    assertThat(report.changedMeanwhile()).isZero();
    assertThat(report.unreadable())
        .containsExactly(
            new UnreadableKey(odd.get(0), "retired", Reason.AUTHENTICATION_FAILED),
            new UnreadableKey(odd.get(1), "OpenAI", Reason.UNADDRESSABLE),
            new UnreadableKey(odd.get(2), "", Reason.UNADDRESSABLE),
            new UnreadableKey(odd.get(3), "My Service", Reason.UNADDRESSABLE),
            new UnreadableKey(odd.get(4), "s".repeat(65), Reason.UNADDRESSABLE),
            new UnreadableKey(odd.get(5), "ключ", Reason.UNADDRESSABLE),
            new UnreadableKey(sealedForRetired, "retired", Reason.UNADDRESSABLE));
    assertHoldTheirKeys(first);
    assertHoldTheirKeys(last);
  }

  @Test
  void letsAConcurrentWriterWin() {
    List<UUID> users = usersWithOldEnvelopes(3);
    UUID second = users.get(1);
    String theirs = NEW.seal(Secret.of("sk-their-new-key"), context(second));
    RpcClient beaten = watched(nth(2, () -> store(second, theirs)), call -> {});
    RotationReport report = KeyRotation.over(beaten, NEW_RING).run();
    assertThat(report.changedMeanwhile()).isEqualTo(1);
    assertThat(report.rotated()).isEqualTo(2);
    assertThat(stored(second)).isEqualTo(theirs);
  }

  @Test
  void sharesTheWorkWithAnotherRun() throws InterruptedException, ExecutionException {
    List<UUID> users = usersWithOldEnvelopes(20);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<RotationReport> one = threads.submit(() -> rotation().run());
      Future<RotationReport> two = threads.submit(() -> rotation().run());
      assertThat(one.get().rotated() + two.get().rotated()).as("each row once").isEqualTo(20);
      assertThat(one.get().unreadable()).isEmpty();
      assertThat(two.get().unreadable()).isEmpty();
    } finally {
      threads.shutdownNow();
    }
    assertHoldTheirKeys(users);
  }

  /** For a vault that holds plain keys too. */
  final void sealsPlaintextOnlyWhereAskedTo() {
    UUID user = newUser();
    store(user, "sk-plain-until-now");
    assertThat(rotation().run().plaintext()).isEqualTo(1);
    assertThat(stored(user)).isEqualTo("sk-plain-until-now");
    assertThat(rotation().sealingPlaintext().run().sealed()).isEqualTo(1);
    assertHolds(user, "sk-plain-until-now");
  }

  KeyRotation rotation() {
    return KeyRotation.over(rpc, NEW_RING).withBatchSize(5);
  }

  UUID newUser() {
    return database.newUser();
  }

  void store(UUID user, String text) {
    rpc.run(
        RpcCall.of("insert_user_api_key")
            .with("p_user_id", user)
            .with("p_service", "openai")
            .with("p_api_key", Secret.of(text)));
  }

  String stored(UUID user) {
    return rpc.scalar(
            RpcCall.of("get_user_api_key").with("p_user_id", user).with("p_service", "openai"),
            String.class)
        .orElseThrow();
  }

  void assertHolds(UUID user, String key) {
    String envelope = stored(user);
    assertThat(EnvelopeCipher.keyId(envelope)).isEqualTo("new");
    assertThat(NEW.open(envelope, context(user)).reveal()).isEqualTo(key);
  }

  private List<UUID> usersWithOldEnvelopes(int count) {
    List<UUID> users = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UUID user = newUser();
      store(user, OLD.seal(keyOf(user), context(user)));
      users.add(user);
    }
    return users;
  }

  private void assertHoldTheirKeys(List<UUID> users) {
    users.forEach(user -> assertHolds(user, keyOf(user).reveal()));
  }

  /** As a table that was taken over could hold it: the foreign key is for new rows only. */
  private void rename(UUID user, String service) {
    TestSql.execute(
        database.superuser(),
        "set session_replication_role = replica; update public.api_keys set service = '%s'"
                .formatted(service)
            + " where user_id = '%s'; reset session_replication_role".formatted(user));
  }

  private void deleteSecret(UUID user) {
    TestSql.execute(
        database.superuser(),
        "delete from vault.secrets where id ="
            + (" (select vault_secret_id from public.api_keys where user_id = '" + user + "')"));
  }

  private RpcClient watched(Consumer<RpcCall> before, Consumer<RpcCall> after) {
    return new WatchedRpcClient(rpc, REPLACE, before, after);
  }

  private static Consumer<RpcCall> nth(int n, Runnable action) {
    AtomicInteger calls = new AtomicInteger();
    return call -> {
      if (calls.incrementAndGet() == n) {
        action.run();
      }
    };
  }

  private static void loseTheAnswer() {
    throw new BackendUnavailableException("lost", BackendFault.ofSqlState("08006"), true);
  }

  private static Secret keyOf(UUID user) {
    return Secret.of("sk-of-" + user);
  }

  private static EnvelopeContext context(UUID user) {
    return new EnvelopeContext(user, "openai");
  }
}
