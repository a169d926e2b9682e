package dev.belay.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The records of decisions have a number each, and are referred to by it. */
class DecisionsTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path DECISIONS = REPOSITORY.resolve("docs/adr");
  private static final Pattern LINK = Pattern.compile("\\[ADR (\\d+)]\\(([^)]+)\\)");

  @Test
  void areNumberedWithoutGapsAndTwins() throws IOException {
    List<Integer> numbers = decisions().stream().map(DecisionsTest::number).toList();
    assertThat(numbers)
        .isNotEmpty()
        .containsExactlyElementsOf(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
  }

  @Test
  void haveTheirNumberInTheHeading() throws IOException {
    assertThat(decisions())
        .allSatisfy(
            file -> assertThat(Files.readString(file)).startsWith("# " + number(file) + ". "));
  }

  @Test
  void areReferredToByTheirNumber() throws IOException {
    List<Path> pages = pages();
    assertThat(pages)
        .allSatisfy(
            page ->
                assertThat(LINK.matcher(Files.readString(page)).results())
                    .allSatisfy(link -> leadsToItsNumber(page, link)));
    assertThat(pages).anyMatch(page -> page.endsWith("docs/architecture.md"));
  }

  private static void leadsToItsNumber(Path page, MatchResult link) {
    Path target = page.resolveSibling(link.group(2)).normalize();
    assertThat(target).exists();
    assertThat(number(target)).isEqualTo(Integer.parseInt(link.group(1)));
  }

  private static List<Path> decisions() throws IOException {
    try (Stream<Path> files = Files.list(DECISIONS)) {
      return files.sorted().toList();
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().contains("target"))
          .toList();
    }
  }

  private static int number(Path decision) {
    return Integer.parseInt(decision.getFileName().toString().substring(0, 4));
  }
}
