package dev.belay.testservers.postgrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.belay.testservers.postgrest.PostgrestServer.Kind;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What PostgREST 12.0.2 does, and what its stand-in must do so that tests without the program mean
 * the same. Every answer was taken from the program.
 */
abstract class PostgrestServerContract {

  private final Kind kind;

  PostgrestServerContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void requireTheProgram() {
    assumeTrue(
        kind == Kind.STAND_IN || PostgrestServer.hasExecutable(),
        PostgrestServer.EXECUTABLE_VARIABLE + " does not name PostgREST: only its stand-in runs");
  }

  @Test
  void saysWhichOneRuns() {
    assertThat(ServedProject.of(kind).server().kind()).isEqualTo(kind);
  }

  @Nested
  class Calls extends CallContract {
    Calls() {
      super(kind);
    }
  }

  @Nested
  class Errors extends ErrorContract {
    Errors() {
      super(kind);
    }
  }

  @Nested
  class Access extends AccessContract {
    Access() {
      super(kind);
    }
  }

  @Nested
  class Tables extends TableContract {
    Tables() {
      super(kind);
    }
  }

  static void assertAnswer(HttpResponse<String> response, int status, String body) {
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .isEqualTo(body.isEmpty() ? "" : "application/json; charset=utf-8");
  }

  static void assertFailure(HttpResponse<String> response, int status, String code) {
    assertThat(response.body()).contains("\"code\":\"" + code + "\"", "\"message\":", "\"hint\":");
    assertThat(response.statusCode()).isEqualTo(status);
  }
}
