package dev.belay.sql.schema;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** A class path with one folder of migrations that a test writes as it goes. */
final class MemoryLoader extends ClassLoader {

  private static final String FOLDER = "db/";

  private final Map<String, String> files = new LinkedHashMap<>();

  MemoryLoader with(String name, String text) {
    files.put(name, text);
    return this;
  }

  MemoryLoader without(String name) {
    files.remove(name);
    return this;
  }

  SchemaInstaller installer(DataSource dataSource) {
    return SchemaInstaller.builder(dataSource).stream("app")
        .folder(FOLDER)
        .classLoader(this)
        .build();
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    if (name.equals(FOLDER + "index.txt")) {
      return stream("# the files\n\n" + String.join("\n", files.keySet()) + "\n");
    }
    String text = files.get(name.substring(FOLDER.length()));
    return text == null ? null : stream(text);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
