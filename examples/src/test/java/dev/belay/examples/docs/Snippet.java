package dev.belay.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One example as it stands in the documentation.
 *
 * @param file the file it stands in, relative to the repository
 * @param line the line of its first line
 * @param language the word after the fence, such as {@code java} or {@code sh}
 * @param text the example
 */
record Snippet(Path file, int line, String language, String text) {

  private static final String JAVADOC_START = "<pre>{@code";
  private static final String JAVADOC_END = "}</pre>";

  /** All examples of the Markdown pages and of the modules' front doors. */
  static List<Snippet> all(Path repository) {
    try (Stream<Path> files = Files.walk(repository)) {
      return files
          .filter(file -> !file.toString().contains("target"))
          .sorted()
          .flatMap(file -> of(repository, file))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String name() {
    return file + ":" + line;
  }

  private static Stream<Snippet> of(Path repository, Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(".md")) {
      return fenced(repository.relativize(file), lines(file)).stream();
    }
    if (name.equals("package-info.java")) {
      return javadoc(repository.relativize(file), lines(file)).stream();
    }
    return Stream.empty();
  }

  private static List<Snippet> fenced(Path file, List<String> lines) {
    List<Snippet> found = new ArrayList<>();
    for (int start = 0; start < lines.size(); start++) {
      if (lines.get(start).startsWith("```")) {
        int end = indexOf(lines, "```", start + 1);
        found.add(
            snippet(file, start, lines.get(start).substring(3), lines.subList(start + 1, end)));
        start = end;
      }
    }
    return found;
  }

  private static List<Snippet> javadoc(Path file, List<String> lines) {
    List<String> text = lines.stream().map(line -> line.replaceFirst("^ \\* ?", "")).toList();
    List<Snippet> found = new ArrayList<>();
    for (int start = 0; start < text.size(); start++) {
      if (text.get(start).startsWith(JAVADOC_START)) {
        int end = indexOf(text, JAVADOC_END, start + 1);
        List<String> body = new ArrayList<>(text.subList(start + 1, end));
        body.add(text.get(end).replace(JAVADOC_END, ""));
        String language = body.get(0).startsWith("$ ") ? "sh" : "java";
        found.add(snippet(file, start, language, body));
        start = end;
      }
    }
    return found;
  }

  private static Snippet snippet(Path file, int start, String language, List<String> body) {
    return new Snippet(
        file, start + 2, language.strip(), body.stream().collect(Collectors.joining("\n")));
  }

  private static int indexOf(List<String> lines, String mark, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).contains(mark)) {
        return i;
      }
    }
    throw new IllegalStateException("An example is not closed: " + mark);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
