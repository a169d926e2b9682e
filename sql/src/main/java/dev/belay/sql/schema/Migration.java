package dev.belay.sql.schema;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Sha256;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One migration file.
 *
 * @param version 14 digits: year to second
 * @param fileName the file's name without its folder
 * @param text the SQL, with line feeds only
 * @param checksum SHA-256 of the text in hexadecimal
 */
record Migration(String version, String fileName, String text, String checksum) {

  /** {@code 20261122093000_name.sql}, or the 8+6 form {@code 20261122_093000_name.sql}. */
  private static final Pattern NAME = Pattern.compile("([0-9]{8})_?([0-9]{6})_[^/\\\\]+\\.sql");

  static Migration of(String fileName, String text) {
    Matcher matcher = NAME.matcher(fileName);
    if (!matcher.matches()) {
      throw new ConfigurationException(
          fileName + " is not named like a migration: 14 digits (or 8_6), an underscore, a name");
    }
    // A checkout that turned line ends must not look like a changed file.
    String unix = text.replace("\r\n", "\n");
    return new Migration(matcher.group(1) + matcher.group(2), fileName, unix, Sha256.hex(unix));
  }
}
