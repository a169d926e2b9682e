package dev.belay.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever imports {@code belay-bom} has the version of every module that is released. */
class VersionsTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern OWN_NAME =
      Pattern.compile("</parent>\\s*<artifactId>([^<]+)</artifactId>");
  private static final Pattern MANAGED =
      Pattern.compile(
          "<groupId>dev\\.belay</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*"
              + "<version>\\$\\{project\\.version}</version>");
  private static final Pattern LEFT_OUT =
      Pattern.compile("<excludeArtifact>([^<]+)</excludeArtifact>");

  @Test
  void listsEveryModuleThatIsReleased() {
    List<String> released =
        modules().filter(pom -> isJar(pom) && !isKept(pom)).map(VersionsTest::ownName).toList();
    assertThat(released).contains("belay-sql", "belay-test-servers");
    assertThat(Set.copyOf(found(MANAGED, read("bom/pom.xml"))))
        .containsExactlyInAnyOrderElementsOf(released);
  }

  @Test
  void leavesOutOfTheReleaseWhatIsNotDeployed() {
    List<String> kept = modules().filter(VersionsTest::isKept).map(VersionsTest::ownName).toList();
    assertThat(kept).isNotEmpty();
    assertThat(found(LEFT_OUT, read("pom.xml"))).containsExactlyInAnyOrderElementsOf(kept);
  }

  private static Stream<String> modules() {
    return found(MODULE, read("pom.xml")).stream().map(module -> read(module + "/pom.xml"));
  }

  private static boolean isJar(String pom) {
    return !pom.contains("<packaging>pom</packaging>");
  }

  private static boolean isKept(String pom) {
    return pom.contains("<maven.deploy.skip>true</maven.deploy.skip>");
  }

  private static String ownName(String pom) {
    return found(OWN_NAME, pom).get(0);
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static String read(String file) {
    try {
      return Files.readString(REPOSITORY.resolve(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
