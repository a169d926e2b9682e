package dev.belay.testservers.postgrest;

import java.util.List;
import java.util.Map;

/**
 * What the stand-in knows of the database until it is told to look again. A function that came
 * later does not exist for it.
 *
 * @param routines by qualified name
 * @param columns of tables and views by qualified name: each column's type
 * @param roleSettings by role: the settings that a request of this role gets
 */
record SchemaCache(
    Map<String, List<Routine>> routines,
    Map<String, Map<String, String>> columns,
    Map<String, Map<String, String>> roleSettings) {

  List<Routine> routines(String schema, String name) {
    return routines.getOrDefault(qualified(schema, name), List.of());
  }

  Map<String, String> columns(String schema, String name) {
    return columns.getOrDefault(qualified(schema, name), Map.of());
  }

  Map<String, String> settingsOf(String role) {
    return roleSettings.getOrDefault(role, Map.of());
  }

  static String qualified(String schema, String name) {
    return schema + "." + name;
  }
}
