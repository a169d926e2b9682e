package dev.belay.testservers.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.leak.fixture.LeakyRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Each case is a whole run in a JVM of its own, where the scan starts as it does for anybody. */
class LeakScanTest {

  @Test
  void isActiveInThisRun() {
    assertThat(LeakScan.isActive()).isTrue();
  }

  @Test
  void aRunWithoutALeakSucceeds() throws Exception {
    Run run = run("clean");
    assertThat(run.output()).doesNotContain("found in the run").contains("A key of 108 characters");
    assertThat(run.exit()).isZero();
  }

  @Test
  void aRunThatLeaksFailsAndNamesEachChannel() throws Exception {
    Run run = run("leak");
    assertThat(run.exit()).isNotZero();
    assertThat(run.output().lines().map(LeakScanTest::withoutNumber))
        .contains("Secrets of the tests were found in the run:")
        .contains("key (plain) in System.out, after: printed key=sk-ant-api03-")
        .anyMatch(line -> line.startsWith("key (base64) in System.err, after: half of it: "))
        .contains("key (plain) in System.err, after: WARNING: rejected sk-ant-api03-")
        .contains(
            "key (plain) in System.err, after: Exception in thread \"dying\""
                + " java.lang.IllegalStateException: sk-ant-api03-")
        .contains(
            "key (plain) in the failure of a test, after: Caused by:"
                + " java.lang.IllegalArgumentException: bad value sk-ant-api03-")
        .anyMatch(line -> line.matches(".*the failure of a test, after: .*no such key: .*"))
        .anyMatch(line -> line.matches(".*an exception, after: .*Detail: Key \\(api_key\\)=.*"))
        .contains("key (plain) in spans, after: {url=https://example.com/?key=sk-ant-api03-")
        .anyMatch(line -> line.startsWith("key (plain) in a report entry, after: "))
        .contains("key (plain) in the name of a test, after: with sk-ant-api03-")
        .anyMatch(line -> line.startsWith("key (plain) in the log of PostgreSQL, after: "));
  }

  private static String withoutNumber(String line) {
    return line.replaceFirst("^  Anthropic key #\\d+ ", "key ");
  }

  private record Run(int exit, String output) {}

  private static Run run(String tag) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LeakyRun.class.getName(),
                tag)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }
}
