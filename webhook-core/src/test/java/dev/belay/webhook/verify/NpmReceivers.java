package dev.belay.webhook.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The receivers that others publish for Node, in versions that do not move. A test that asks for
 * them is skipped where there is no {@code node} or no {@code npm}, or where npm cannot fetch them.
 */
final class NpmReceivers {

  private static final List<String> PACKAGES =
      List.of("@upstash/qstash@2.12.0", "standardwebhooks@1.0.0");
  private static final Path FOLDER = Path.of("target", "npm-receivers");

  /** At the end, since imports come first; a function's declaration holds for the whole module. */
  private static final String DECODE =
      """

      function given() {
        return process.argv.slice(2).map((text) => Buffer.from(text, 'base64').toString('utf8'));
      }
      """;

  private NpmReceivers() {}

  /** Fetches the packages once per build folder. */
  static synchronized NpmReceivers installed() throws IOException, InterruptedException {
    Assumptions.assumeTrue(runs("node", "--version"), "node is not installed");
    Assumptions.assumeTrue(runs("npm", "--version"), "npm is not installed");
    Path mark = FOLDER.resolve("complete");
    if (!Files.exists(mark)) {
      Files.createDirectories(FOLDER);
      List<String> command =
          new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"));
      command.addAll(List.of("--no-package-lock", "--prefix", FOLDER.toString()));
      command.addAll(PACKAGES);
      Assumptions.assumeTrue(
          runs(command.toArray(String[]::new)), "npm could not fetch " + PACKAGES);
      Files.createFile(mark);
    }
    return new NpmReceivers();
  }

  /**
   * Runs a module of JavaScript, which finds its arguments by {@code given()}, and gives what it
   * prints. They travel as base64, since a process takes only what the machine's locale can write.
   */
  String run(String javaScript, String... arguments) throws IOException, InterruptedException {
    Path script = Files.createTempFile(FOLDER.toAbsolutePath(), "check", ".mjs");
    try {
      Files.writeString(script, javaScript + DECODE);
      List<String> command = new ArrayList<>(List.of("node", script.toString()));
      for (String argument : arguments) {
        command.add(Base64.getEncoder().encodeToString(argument.getBytes(UTF_8)));
      }
      Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(node.getInputStream().readAllBytes(), UTF_8);
      assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return output.strip();
    } finally {
      Files.delete(script);
    }
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException notFound) {
      return false;
    }
  }
}
