package dev.belay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The real {@code @supabase/ssr}, run by Node in the folder that {@code BELAY_NODE_MODULES} names.
 */
final class SsrPackage {

  private static final String VARIABLE = "BELAY_NODE_MODULES";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCRIPT = Path.of("src", "test", "node", "session.cjs");

  private final Path folder;

  private SsrPackage(Path folder) {
    this.folder = folder;
  }

  /** The package, or empty where the variable is not set; one that names none is an error. */
  static Optional<SsrPackage> found() {
    Optional<Path> folder = Optional.ofNullable(System.getenv(VARIABLE)).map(Path::of);
    System.out.println(
        "@supabase/ssr contract: "
            + (folder.isPresent() ? "real package" : "SKIPPED, see CONTRIBUTING.md"));
    folder.ifPresent(path -> assertThat(path.resolve("@supabase/ssr")).isDirectory());
    return folder.map(SsrPackage::new);
  }

  /** Has the package do several things, in one process. */
  JsonNode answers(List<Map<String, Object>> questions) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("belay-ssr", ".log");
    try {
      Process node =
          new ProcessBuilder("node", SCRIPT.toAbsolutePath().toString(), folder.toString())
              .redirectError(errors.toFile())
              .start();
      try (var in = node.getOutputStream()) {
        in.write(JSON.writeValueAsBytes(questions));
      }
      byte[] out = node.getInputStream().readAllBytes();
      assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).as(Files.readString(errors)).isZero();
      return JSON.readTree(new String(out, StandardCharsets.UTF_8));
    } finally {
      Files.delete(errors);
    }
  }
}
