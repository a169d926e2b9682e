package dev.belay.sql;

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
    TestSql.execute(owner, TestSql.resource(FILE));
  }
}
