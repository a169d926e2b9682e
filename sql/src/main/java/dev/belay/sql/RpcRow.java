package dev.belay.sql;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One row of a function's answer, read by column name while the answer is open.
 *
 * <p>A column that is SQL null is empty. A name that the function does not return is a {@link
 * dev.belay.support.ConfigurationException}: the schema is of another version.
 */
public interface RpcRow {

  /**
   * Reads a text column.
   *
   * @param column the column's name
   * @return the text, or empty if null
   */
  Optional<String> text(String column);

  /**
   * Reads a uuid column.
   *
   * @param column the column's name
   * @return the uuid, or empty if null
   */
  Optional<UUID> uuid(String column);

  /**
   * Reads a boolean column.
   *
   * @param column the column's name
   * @return the value, or empty if null
   */
  Optional<Boolean> bool(String column);

  /**
   * Reads an integer or bigint column.
   *
   * @param column the column's name
   * @return the value, or empty if null
   */
  Optional<Long> integer(String column);

  /**
   * Reads a timestamptz column.
   *
   * @param column the column's name
   * @return the point in time, to the microsecond, or empty if null
   */
  Optional<Instant> instant(String column);

  /**
   * Makes a value of a row.
   *
   * @param <T> the value's type
   */
  @FunctionalInterface
  interface Mapper<T> {

    /**
     * Makes a value of one row.
     *
     * @param row the row, valid during this call only
     * @return the value
     */
    T map(RpcRow row);
  }
}
