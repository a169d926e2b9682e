package dev.belay.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java example of the documentation compiles against the library as it is. */
class DocumentationTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  /** What an example may take for granted; one that declares a name itself hides ours. */
  private static final String SURROUNDINGS =
      """
      %s
      import dev.belay.byok.*;
      import dev.belay.sql.*;
      import dev.belay.sql.jdbc.*;
      import dev.belay.support.*;
      import dev.belay.testservers.*;
      import dev.belay.testservers.llm.*;
      import java.net.*;
      import java.net.http.*;
      import java.sql.*;
      import java.time.*;
      import java.util.*;
      import javax.sql.DataSource;

      abstract class Example {
        DataSource dataSource;
        Environment environment;
        UUID userId;
        Secret apiKey;
        RpcClient rpc;
        KeyRing keyRing;
        ApiKeyVault vault;
        ProviderResolver resolver;
        HttpRequest.Builder request;

        void run() throws Exception {
          %s
        }
      }
      """;

  @TempDir Path classes;

  @TestFactory
  Stream<DynamicTest> javaExamplesCompile() {
    return Snippet.all(REPOSITORY).stream()
        .filter(snippet -> snippet.language().equals("java"))
        .map(snippet -> DynamicTest.dynamicTest(snippet.name(), () -> compiles(snippet)));
  }

  @Test
  void findsTheExamplesOfTheReadme() {
    assertThat(Snippet.all(REPOSITORY))
        .anyMatch(snippet -> snippet.file().endsWith("README.md") && snippet.language().equals("java"))
        .anyMatch(snippet -> snippet.file().endsWith("package-info.java"));
  }

  private void compiles(Snippet snippet) {
    StringWriter complaints = new StringWriter();
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                complaints,
                null,
                null,
                List.of("-proc:none", "-d", classes.toString(), "-cp", classPath()),
                null,
                List.of(source(snippet)))
            .call();
    assertThat(compiled).as("%s%n%s", snippet.name(), complaints).isTrue();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static JavaFileObject source(Snippet snippet) {
    String imports = lines(snippet).filter(DocumentationTest::isImport).collect(Collectors.joining("\n"));
    String body = lines(snippet).filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
    String text = SURROUNDINGS.formatted(imports, body);
    return new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private static Stream<String> lines(Snippet snippet) {
    return snippet.text().lines();
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }
}
