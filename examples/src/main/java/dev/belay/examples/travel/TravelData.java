package dev.belay.examples.travel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** What the webhooks ask the database, with the login of the application. */
final class TravelData {

  private final DataSource service;

  TravelData(DataSource service) {
    this.service = service;
  }

  boolean tripExists(long id) {
    return first("select id::text from public.trips where id = ?", id).isPresent();
  }

  boolean fileExists(UUID id) {
    return first("select id::text from public.file_attachments where id = ?", id).isPresent();
  }

  /** Where a user is written to; empty where the user is gone or has no address. */
  Optional<String> emailOf(UUID user) {
    return first("select travel.email_of(?)", user);
  }

  private Optional<String> first(String sql, Object parameter) {
    try (Connection connection = service.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, parameter);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new DatabaseFailure(e.getSQLState());
    }
  }

  /** Becomes a 500, so that the event comes again. The driver's text can hold a value. */
  static final class DatabaseFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    DatabaseFailure(String sqlState) {
      super("The database did not answer a query of the travel app, SQLSTATE " + sqlState);
    }
  }
}
