package dev.belay.byok;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.testservers.PostgresServer;

/** The metrics of a service that calls the database itself. */
class PrometheusScrapeOverJdbcTest extends PrometheusScrapeContract {

  @Override
  RpcClient service(InstalledDatabase installed) {
    return installed.rpc();
  }

  /** A login that is no member of service_role. */
  @Override
  RpcClient stranger(InstalledDatabase installed) {
    String name = PostgresServer.uniqueName("stranger");
    TestSql.execute(
        installed.superuser(),
        "create role %s login password '%s'".formatted(name, PostgresServer.ROLE_PASSWORD));
    return JdbcRpcClients.over(installed.database().dataSource(name));
  }
}
