package dev.belay.sql.internal;

import dev.belay.sql.RpcRow;
import dev.belay.support.BackendFault;
import dev.belay.support.ConfigurationException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A row that a backend reads by the Java type of a column's value. */
public abstract class TypedRow implements RpcRow {

  private final String function;

  /**
   * Takes the name for messages.
   *
   * @param function the function whose answer this row is of
   */
  protected TypedRow(String function) {
    this.function = function;
  }

  @Override
  public final Optional<String> text(String column) {
    return read(column, String.class);
  }

  @Override
  public final Optional<UUID> uuid(String column) {
    return read(column, UUID.class);
  }

  @Override
  public final Optional<Boolean> bool(String column) {
    return read(column, Boolean.class);
  }

  @Override
  public final Optional<Long> integer(String column) {
    return read(column, Long.class);
  }

  @Override
  public final Optional<Instant> instant(String column) {
    return read(column, Instant.class);
  }

  /**
   * Reads a column.
   *
   * @param <T> the type of the value
   * @param column the column's name
   * @param type the same
   * @return the value, or empty for SQL null
   * @throws ConfigurationException if the column is missing or of another type
   */
  protected abstract <T> Optional<T> read(String column, Class<T> type);

  /**
   * What a message calls a column.
   *
   * @param column the column's name
   * @return the column and the function
   */
  protected final String subject(String column) {
    return "Column " + column + " of " + function;
  }

  /**
   * The answer is there by now, so all that can fail is its shape.
   *
   * @param subject the column or value
   * @param fault the backend's codes
   * @return the exception, not thrown
   */
  protected static ConfigurationException otherSchema(String subject, BackendFault fault) {
    return new ConfigurationException(
        subject + " is missing or of another type: install the schema of this version", fault);
  }
}
