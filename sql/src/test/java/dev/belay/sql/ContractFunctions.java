package dev.belay.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;

/** The functions that {@link RpcClientContract} calls. */
public final class ContractFunctions {

  private static final String FILE = "/belay-sql-test/rpc-contract.sql";

  private ContractFunctions() {}

  /**
   * Creates the functions in a database that has the role {@code service_role}.
   *
   * @param owner connections of a role that may create functions in schema {@code public}
   */
  public static void install(DataSource owner) {
    TestSql.execute(owner, resource(FILE));
  }

  static String resource(String file) {
    try (InputStream stream = ContractFunctions.class.getResourceAsStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
