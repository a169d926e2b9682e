package dev.belay.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Asks for one key after another and then for the consent, each on a connection of its own. */
final class OriginalCalls implements Resolving {

  private static final List<String> SERVICES =
      List.of("gateway", "openai", "openrouter", "anthropic", "xai");
  private static final String KEY =
      "select * from public.bench_get_user_api_key(p_user_id => ?, p_service => ?)";
  private static final String CONSENT =
      "select * from public.get_user_allow_gateway_fallback(p_user_id => ?)";

  private final DataSource pool;

  OriginalCalls(ResolveDatabase database) {
    this.pool = database.pool();
  }

  @Override
  public Object resolve(UUID userId) {
    for (String service : SERVICES) {
      String key = ask(KEY, userId, service);
      if (key != null) {
        return key;
      }
    }
    return String.valueOf(ask(CONSENT, userId, null));
  }

  private @Nullable String ask(String sql, UUID userId, @Nullable String service) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, userId);
      if (service != null) {
        statement.setString(2, service);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
