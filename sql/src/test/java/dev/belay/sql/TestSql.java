package dev.belay.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Plain statements for tests, each on a connection of its own unless one is given. */
public final class TestSql {

  private TestSql() {}

  /** Runs one or more statements without parameters. */
  public static void execute(DataSource source, String sql) {
    try (Connection connection = source.getConnection()) {
      execute(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Runs one or more statements without parameters and lets their failure through. */
  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** The first column of the first row. */
  public static String text(DataSource source, String sql, Object... values) {
    List<String> column = column(source, sql, values);
    return column.isEmpty() ? null : column.get(0);
  }

  /** A count or another number. */
  public static long number(DataSource source, String sql, Object... values) {
    return Long.parseLong(text(source, sql, values));
  }

  /** The first column of all rows. */
  public static List<String> column(DataSource source, String sql, Object... values) {
    try (Connection connection = source.getConnection()) {
      return column(connection, sql, values);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of all rows; the failure comes through. */
  public static List<String> column(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<String> column = new ArrayList<>();
        while (rows.next()) {
          column.add(rows.getString(1));
        }
        return column;
      }
    }
  }

  /** A migration as it is written, which the class path has only as a part of the whole schema. */
  public static String migration(String fileName) {
    try {
      return Files.readString(Path.of("src/main/migrations", fileName));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of the class path. */
  public static String resource(String file) {
    try (InputStream stream = TestSql.class.getResourceAsStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
