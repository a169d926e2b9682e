package dev.belay.sql.schema;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.BackendFault;
import dev.belay.support.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Compares the schema that a service calls with the library's own, where there is no login that
 * reads the history, such as over REST. Changes nothing.
 *
 * <p>Calls {@code belay_schema_version}; the role must be {@code service_role}. The newest version
 * is all that it tells: every older file is taken to be applied, and a file that was changed is not
 * found. {@link SchemaInstaller#status()} knows both.
 *
 * <p>Safe for use by many threads.
 */
public final class InstalledSchema {

  private static final RpcCall VERSION = RpcCall.of("belay_schema_version").idempotent();
  private static final Pattern FORM = Pattern.compile("[0-9]{14}");

  /** PostgREST's for a function that it does not know. Source: PostgREST, "Errors". */
  private static final String NOT_SERVED = "PGRST202";

  private static final String UNDEFINED_FUNCTION = "42883";

  private final RpcClient rpc;

  private InstalledSchema(RpcClient rpc) {
    this.rpc = rpc;
  }

  /**
   * The schema of the database that a client calls.
   *
   * @param rpc how to call the database
   * @return the schema
   */
  public static InstalledSchema over(RpcClient rpc) {
    return new InstalledSchema(Objects.requireNonNull(rpc, "rpc"));
  }

  /**
   * Compares the newest version in the database with the files, in one call.
   *
   * @return what is installed, pending and unknown; all is pending where the function does not
   *     exist, or where PostgREST has not read it yet
   * @throws ConfigurationException if what answers is not a version
   * @throws dev.belay.support.AccessDeniedException if the role is not {@code service_role}
   * @throws dev.belay.support.BackendUnavailableException if the database cannot be reached
   */
  public SchemaStatus status() {
    List<Migration> files = SchemaScript.ofBelay().migrations();
    return SchemaComparison.of(files, Map.of(), version()).status();
  }

  private Optional<String> version() {
    try {
      return Optional.of(checked(rpc.scalar(VERSION, String.class)));
    } catch (ConfigurationException e) {
      if (isAbsent(e.fault())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Another function of that name could answer with anything. */
  private static String checked(Optional<String> answer) {
    return answer
        .filter(version -> FORM.matcher(version).matches())
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "What belay_schema_version answered is not a version: install the schema of"
                        + " this version"));
  }

  private static boolean isAbsent(BackendFault fault) {
    return fault.code().filter(NOT_SERVED::equals).isPresent()
        || fault.sqlState().filter(UNDEFINED_FUNCTION::equals).isPresent();
  }
}
