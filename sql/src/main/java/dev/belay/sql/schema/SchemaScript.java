package dev.belay.sql.schema;

import dev.belay.support.ConfigurationException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The library's migrations in one text, which psql runs as it is. Each follows a line {@code --
 * ==== NAME.sql} and an empty one; after the last comes {@code -- ==== end}, so that a text that
 * was cut off is not taken for a whole one. The jar has them in this form alone, since as files of
 * their own they would take half as much room again.
 *
 * @param text the script
 */
record SchemaScript(String text) {

  /** Where it is on the class path. */
  static final String PATH = "belay-sql/schema.sql";

  /** What a line that is not the text of a migration begins with. */
  static final String MARK = "-- ==== ";

  /** The last line of the script. */
  static final String END = MARK + "end\n";

  private static final Pattern BEFORE_PART = Pattern.compile("\n" + MARK);

  /** The library's own. */
  static SchemaScript ofBelay() {
    return on(SchemaScript.class.getClassLoader());
  }

  /** The one of a class path. */
  static SchemaScript on(ClassLoader loader) {
    return new SchemaScript(
        MigrationFolder.text(PATH, loader)
            .orElseThrow(() -> new ConfigurationException(PATH + " is not on the class path")));
  }

  /** The files in order of their versions, each as it was before it became a part of the script. */
  List<Migration> migrations() {
    String[] parts = BEFORE_PART.split(text.replace("\r\n", "\n"), -1);
    int last = parts.length - 1;
    if (last < 2 || !END.equals(MARK + parts[last])) {
      throw broken("it is empty or was cut off");
    }
    Migration[] files = new Migration[last - 1];
    for (int i = 0; i < files.length; i++) {
      files[i] = migration(parts[i + 1]);
      if (i > 0 && files[i - 1].version().compareTo(files[i].version()) >= 0) {
        throw broken(files[i].fileName() + " is not in its place");
      }
    }
    return List.of(files);
  }

  private static Migration migration(String part) {
    int end = part.indexOf('\n');
    if (end < 0 || !part.startsWith("\n", end + 1)) {
      throw broken("a migration does not begin after an empty line");
    }
    return Migration.of(part.substring(0, end), part.substring(end + 2));
  }

  private static ConfigurationException broken(String how) {
    return new ConfigurationException(
        PATH + " is not as it was released (" + how + "): look for another one on the class path");
  }
}
