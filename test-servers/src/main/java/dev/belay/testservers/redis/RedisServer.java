package dev.belay.testservers.redis;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis on a free port of loopback, which keeps nothing on disk.
 *
 * <p>{@link #shared()} is one for all tests of a JVM: use keys of your own ({@link #uniqueKey}),
 * and never flush it. {@link #start()} makes one that may be killed and started again, empty. The
 * program is the one that the class path brings (version 6.2), or the one that the environment
 * variable {@value #EXECUTABLE_VARIABLE} names; a variable that names no executable file is an
 * error. It ends with its JVM at the latest, a killed JVM included. Needs {@code /bin/sh}. Safe for
 * use by many threads.
 */
public final class RedisServer implements AutoCloseable {

  /** The environment variable with the path of the server's executable. */
  public static final String EXECUTABLE_VARIABLE = "BELAY_REDIS";

  private static final String LOOPBACK = "127.0.0.1";

  private final @Nullable String password;
  private RedisProcess process;

  private RedisServer(@Nullable String password) {
    this.password = password;
    this.process = RedisProcess.start(0, password);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-redis"));
  }

  /**
   * The one server of this JVM, without a password.
   *
   * @return always the same
   */
  public static RedisServer shared() {
    return Shared.SERVER;
  }

  /**
   * Starts a server without a password.
   *
   * @return the server, to be closed by the caller
   */
  public static RedisServer start() {
    return new RedisServer(null);
  }

  /**
   * Starts a server with a password.
   *
   * @param password letters and digits
   * @return the server, to be closed by the caller
   */
  public static RedisServer startWithPassword(String password) {
    if (!password.matches("[A-Za-z0-9]+")) {
      throw new IllegalArgumentException("The password must be of letters and digits");
    }
    return new RedisServer(password);
  }

  /**
   * A key that nobody else uses.
   *
   * @param prefix how it begins
   * @return the prefix, a colon and a random UUID
   */
  public static String uniqueKey(String prefix) {
    return prefix + ":" + UUID.randomUUID();
  }

  /**
   * Where it listens, without the password.
   *
   * @return {@code redis://127.0.0.1:<port>}
   */
  public URI uri() {
    return URI.create("redis://" + LOOPBACK + ":" + port());
  }

  /**
   * The port, the same after a restart.
   *
   * @return the number
   */
  public synchronized int port() {
    return process.port();
  }

  /**
   * The password.
   *
   * @return the password, or empty if it has none
   */
  public Optional<String> password() {
    return Optional.ofNullable(password);
  }

  /**
   * Whether the program runs.
   *
   * @return true between a start and the next end
   */
  public synchronized boolean isRunning() {
    return process.isAlive();
  }

  /** Ends at once, as in a crash: connections break. {@link #restart()} brings it back, empty. */
  public synchronized void kill() {
    process.kill();
  }

  /** Ends as on a shutdown. {@link #restart()} brings it back, empty. */
  public synchronized void stop() {
    process.close();
  }

  /** Starts it again on the same port, empty; a running one is killed first. */
  public synchronized void restart() {
    int port = process.port();
    process.kill();
    process.close();
    process = RedisProcess.start(port, password);
  }

  /**
   * Sends one command on a connection of its own, past everything that is under test.
   *
   * @param words the command and its arguments
   * @return what Redis answers, as a text: a string or a number as it is, an error as its message,
   *     an array as its items between brackets, no value as {@code (nil)}
   */
  public String command(String... words) {
    try (RespConnection connection = connect()) {
      return shown(connection.call(words));
    }
  }

  RespConnection connect() {
    return RespConnection.open(port(), password);
  }

  private static String shown(RespValue value) {
    if (value instanceof RespValue.Whole whole) {
      return Long.toString(whole.number());
    }
    if (value instanceof RespValue.Failure failure) {
      return failure.message();
    }
    if (value instanceof RespValue.Items list) {
      List<String> items = list.items().stream().map(RedisServer::shown).toList();
      return items.toString();
    }
    return value instanceof RespValue.Nil ? "(nil)" : value.text();
  }

  @Override
  public synchronized void close() {
    process.close();
  }

  /** Started when it is first asked for. */
  private static final class Shared {
    static final RedisServer SERVER = start();
  }
}
