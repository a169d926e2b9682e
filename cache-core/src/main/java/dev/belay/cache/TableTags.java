package dev.belay.cache;

import dev.belay.support.InvalidArgumentException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which tags a change of a table bumps, as data: for a webhook that is told of changed rows, or for
 * the code that changes them.
 *
 * <p>As a text, each line names tables and their tags; {@code *} stands for any other table, and
 * {@code #} begins a comment:
 *
 * <pre>{@code
 * trips: trip, user_trips, search
 * chat_messages, chat_sessions: conversation
 * *: search
 * }</pre>
 *
 * @param byTable the tags of each table that is named
 * @param others the tags of any other table
 */
public record TableTags(Map<String, TagSet> byTable, TagSet others) {

  private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,126}");
  private static final String ANY = "*";

  /**
   * Copies the map.
   *
   * @param byTable the tags of each table that is named
   * @param others the tags of any other table
   */
  public TableTags {
    byTable = Map.copyOf(byTable);
    Objects.requireNonNull(others, "others");
  }

  /**
   * Reads the text form.
   *
   * @param text lines as above, one of them for {@code *}
   * @return the mapping
   * @throws InvalidArgumentException if a line is malformed or repeats a table, or the line for
   *     {@code *} is missing; the message names the line
   */
  public static TableTags parse(String text) {
    Map<String, TagSet> byTable = new LinkedHashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        addLine(byTable, line, i + 1);
      }
    }
    TagSet others = byTable.remove(ANY);
    if (others == null) {
      throw new InvalidArgumentException("A line for *, any other table, is missing");
    }
    return new TableTags(byTable, others);
  }

  private static void addLine(Map<String, TagSet> byTable, String line, int number) {
    String[] sides = line.split(":", 2);
    List<String> tables = names(sides[0]);
    boolean named = tables.stream().allMatch(t -> t.equals(ANY) || TABLE.matcher(t).matches());
    if (sides.length < 2 || tables.isEmpty() || !named) {
      throw new InvalidArgumentException("Line " + number + " is not <tables>: <tags>");
    }
    TagSet tags = tags(sides[1], number);
    for (String table : tables) {
      if (byTable.putIfAbsent(table, tags) != null) {
        throw new InvalidArgumentException("Line " + number + " repeats a table");
      }
    }
  }

  private static TagSet tags(String text, int number) {
    try {
      return TagSet.of(names(text));
    } catch (InvalidArgumentException e) {
      throw new InvalidArgumentException("Line " + number + ": " + e.getMessage());
    }
  }

  private static List<String> names(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).toList();
  }

  /**
   * The tags of a table.
   *
   * @param table the table's name as in the mapping
   * @return its tags, or those of any other table
   */
  public TagSet tagsOf(String table) {
    return byTable.getOrDefault(Objects.requireNonNull(table, "table"), others);
  }
}
