package dev.belay.webhook.send;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;

/** How a service reaches an installed database. */
public enum Backend {
  JDBC {
    @Override
    Connected connect(InstalledDatabase installed) {
      return new Connected(installed.rpc(), () -> {});
    }
  },
  REST {
    @Override
    Connected connect(InstalledDatabase installed) {
      ServedDatabase served = ServedDatabase.before(installed);
      return new Connected(served.rpc(), served::close);
    }
  };

  abstract Connected connect(InstalledDatabase installed);

  /** A client that acts as the service, and what ends it. */
  record Connected(RpcClient rpc, Runnable end) {}
}
