package dev.belay.testservers.postgrest;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fills the schema cache from the catalog. */
final class SchemaReader {

  private final List<String> schemas;

  SchemaReader(List<String> schemas) {
    this.schemas = schemas;
  }

  SchemaCache read(Connection connection) throws SQLException {
    return new SchemaCache(routines(connection), columns(connection), roleSettings(connection));
  }

  private Map<String, List<Routine>> routines(Connection connection) throws SQLException {
    Map<String, List<Routine>> found = new LinkedHashMap<>();
    try (PreparedStatement query = ofExposedSchemas(connection, "postgrest-functions.sql");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        Routine routine =
            new Routine(
                rows.getString("schema"),
                rows.getString("name"),
                texts(rows, "names"),
                texts(rows, "types"),
                rows.getInt("required"),
                rows.getBoolean("read_only"),
                rows.getBoolean("returns_set"),
                rows.getBoolean("returns_nothing"),
                rows.getBoolean("returns_rows"));
        String key = SchemaCache.qualified(routine.schema(), routine.name());
        found.computeIfAbsent(key, absent -> new ArrayList<>()).add(routine);
      }
    }
    return found;
  }

  private Map<String, Map<String, String>> columns(Connection connection) throws SQLException {
    Map<String, Map<String, String>> found = new LinkedHashMap<>();
    try (PreparedStatement query = ofExposedSchemas(connection, "postgrest-columns.sql");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        List<String> names = texts(rows, "names");
        List<String> types = texts(rows, "types");
        Map<String, String> typeByName = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
          typeByName.put(names.get(i), types.get(i));
        }
        found.put(
            SchemaCache.qualified(rows.getString("schema"), rows.getString("name")), typeByName);
      }
    }
    return found;
  }

  private static Map<String, Map<String, String>> roleSettings(Connection connection)
      throws SQLException {
    Map<String, Map<String, String>> found = new LinkedHashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement(text("postgrest-role-settings.sql"));
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        found
            .computeIfAbsent(rows.getString("role"), absent -> new LinkedHashMap<>())
            .put(rows.getString("name"), rows.getString("value"));
      }
    }
    return found;
  }

  private PreparedStatement ofExposedSchemas(Connection connection, String file)
      throws SQLException {
    PreparedStatement query = connection.prepareStatement(text(file));
    query.setArray(1, connection.createArrayOf("text", schemas.toArray()));
    return query;
  }

  private static List<String> texts(ResultSet rows, String column) throws SQLException {
    Array array = rows.getArray(column);
    return List.of((String[]) array.getArray());
  }

  private static String text(String name) {
    String path = "/belay-test-servers/" + name;
    try (InputStream stream = SchemaReader.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new FileNotFoundException("No resource " + path);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
