package dev.belay.support;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a backend said when it refused: codes only, never its text.
 *
 * <p>Immutable. A driver's message or a response body can hold the very value that was sent, so
 * neither is kept.
 */
public final class BackendFault {

  private static final BackendFault NONE = new BackendFault(null, 0, null);

  private final @Nullable String sqlState;
  private final int httpStatus;
  private final @Nullable String code;

  private BackendFault(@Nullable String sqlState, int httpStatus, @Nullable String code) {
    this.sqlState = sqlState;
    this.httpStatus = httpStatus;
    this.code = code;
  }

  /**
   * The fault of a failure that no backend reported.
   *
   * @return a fault without any code
   */
  public static BackendFault none() {
    return NONE;
  }

  /**
   * A fault that PostgreSQL reported over its own protocol.
   *
   * @param sqlState the five characters of the SQLSTATE, or null where the driver had none
   * @return the fault
   */
  public static BackendFault ofSqlState(@Nullable String sqlState) {
    return new BackendFault(sqlState, 0, null);
  }

  /**
   * A fault that came as an HTTP response.
   *
   * @param httpStatus the status code, 100 to 599
   * @param sqlState the SQLSTATE in the body, or null
   * @param code the service's own code, such as {@code PGRST202}, or null
   * @return the fault
   */
  public static BackendFault ofHttp(
      int httpStatus, @Nullable String sqlState, @Nullable String code) {
    return new BackendFault(sqlState, httpStatus, code);
  }

  /**
   * A fault that a service reported over its own protocol.
   *
   * @param code the service's own code, such as Redis's {@code WRONGTYPE}
   * @return the fault
   */
  public static BackendFault ofCode(String code) {
    return new BackendFault(null, 0, Objects.requireNonNull(code, "code"));
  }

  /**
   * The SQLSTATE.
   *
   * @return five characters, or empty where the fault did not come from PostgreSQL
   */
  public Optional<String> sqlState() {
    return Optional.ofNullable(sqlState);
  }

  /**
   * The HTTP status.
   *
   * @return 100 to 599, or empty where no HTTP was spoken
   */
  public OptionalInt httpStatus() {
    return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
  }

  /**
   * The service's own code, such as {@code PGRST202}.
   *
   * @return the code, or empty where there was none
   */
  public Optional<String> code() {
    return Optional.ofNullable(code);
  }

  @Override
  public String toString() {
    return "BackendFault[sqlState="
        + sqlState
        + ", httpStatus="
        + httpStatus
        + ", code="
        + code
        + "]";
  }
}
