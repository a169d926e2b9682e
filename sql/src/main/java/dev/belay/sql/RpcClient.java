package dev.belay.sql;

import java.util.List;
import java.util.Optional;

/**
 * Calls a named SQL function of schema {@code public}, or over REST of the configured schema, with
 * named arguments: one call, one round trip, no session state, so a transaction pooler may sit in
 * between.
 *
 * <p>This is the seam on which every module stands. Both backends, JDBC and REST, map the same
 * fault to the same exception. Implementations are safe for use by many threads.
 *
 * <p>Every method throws {@link dev.belay.support.InvalidArgumentException} for an argument that
 * the database refuses, {@link dev.belay.support.AccessDeniedException} where the role may not
 * execute the function, {@link dev.belay.support.ConflictException} where the call contradicts what
 * is stored, {@link dev.belay.support.ConfigurationException} where the function does not exist,
 * and {@link dev.belay.support.BackendUnavailableException} where the database cannot be reached or
 * fails.
 */
public interface RpcClient {

  /**
   * Calls a function for its effect and drops what it returns.
   *
   * @param call the function and its arguments
   */
  void run(RpcCall call);

  /**
   * Calls a function that returns one value.
   *
   * @param <T> the type of the value
   * @param call the function and its arguments
   * @param type {@code String}, {@code UUID}, {@code Boolean}, {@code Integer}, {@code Long} or
   *     {@code Instant}
   * @return the value, or empty where the function returned SQL null
   */
  <T> Optional<T> scalar(RpcCall call, Class<T> type);

  /**
   * Calls a function that returns a set of rows.
   *
   * @param <T> what each row becomes
   * @param call the function and its arguments
   * @param mapper makes a value of each row; it must not keep the row
   * @return the values in the function's order, empty where it returned no row
   */
  <T> List<T> rows(RpcCall call, RpcRow.Mapper<T> mapper);
}
