package dev.belay.examples.cli;

import dev.belay.support.Environment;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.testservers.leak.LeakScan;
import dev.belay.testservers.llm.LlmEndpoints;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Runs the command line in this JVM; immutable. What it prints is scanned for test keys. */
final class Cli {

  private final Map<String, String> variables;
  private final String input;
  private final List<String> options;
  private final Supplier<HttpTransport> http;

  private Cli(
      Map<String, String> variables,
      String input,
      List<String> options,
      Supplier<HttpTransport> http) {
    this.variables = variables;
    this.input = input;
    this.options = options;
    this.http = http;
  }

  static Cli plain() {
    return new Cli(
        Map.of(),
        "",
        List.of(),
        () -> {
          throw new AssertionError("No test may reach the network");
        });
  }

  Cli variable(String name, String value) {
    Map<String, String> extended = new LinkedHashMap<>(variables);
    extended.put(name, value);
    return new Cli(extended, input, options, http);
  }

  /** What standard input holds. */
  Cli input(String text) {
    return new Cli(variables, text, options, http);
  }

  /** What stands behind every command. */
  Cli options(String... always) {
    return new Cli(variables, input, List.of(always), http);
  }

  /** Leads every call of a provider, or of a user's own gateway, to the stand-ins. */
  Cli providers(LlmEndpoints endpoints) {
    HttpTransport transport =
        JdkHttpTransport.builder()
            .proxy(endpoints.proxySelector())
            .sslContext(endpoints.sslContext())
            .build();
    return new Cli(variables, input, options, () -> transport);
  }

  Result run(String... command) {
    List<String> args = new ArrayList<>();
    Collections.addAll(args, command);
    args.addAll(options);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    CommandLine line =
        Belay.commandLine(
            new Surroundings(
                Environment.of(variables), new ByteArrayInputStream(bytes), http, http));
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = line.execute(args.toArray(String[]::new));
    LeakScan.inspect("the output of belay", out.toString());
    LeakScan.inspect("the errors of belay", err.toString());
    return new Result(exitCode, out.toString(), err.toString());
  }

  /** What came of a command. */
  record Result(int exitCode, String out, String err) {}
}
