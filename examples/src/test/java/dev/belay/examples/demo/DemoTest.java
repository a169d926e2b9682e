package dev.belay.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.CredentialSource;
import dev.belay.byok.ProviderId;
import dev.belay.testservers.leak.LeakScan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTest {

  @Test
  void playsEveryPathAsItShouldBe() throws SQLException, IOException, InterruptedException {
    StringWriter printed = new StringWriter();

    boolean asItShouldBe = Demo.run(new PrintWriter(printed));

    String table = printed.toString();
    LeakScan.inspect("the demonstration", table);
    assertThat(asItShouldBe).as(table).isTrue();
    assertThat(table)
        .containsPattern("ada +- +user-gateway +gateway +openai/gpt-5.4-mini +1 +200, key of ada")
        .containsPattern("dan .* user-provider +anthropic +claude-haiku-4-5 +1 +200, key of dan")
        .containsPattern("fay +- +user-provider +xai +grok-4.3 +1 +200, key of fay")
        .containsPattern("gus +- +user-provider +openrouter +openai/.* 1 +200, key of gus")
        .containsPattern("hal +- +team-gateway +gateway .* 1 +200, key of team")
        .containsPattern("ivy +- +server-provider +openai +gpt-5.4-mini +1 +200, key of team")
        .containsPattern("joe +- +- +- +- +1 +refused: NO_CREDENTIAL")
        .containsPattern("kim .* 401, key not accepted")
        .contains("All " + Script.SCENES.size() + " lines are as they should be.");
  }

  @Test
  void showsEveryWayToACredential() {
    assertThat(Script.SCENES)
        .extracting(scene -> scene.expected().path())
        .contains("user-gateway", "user-provider", "team-gateway", "server-provider", "-");
    assertThat(Script.SCENES)
        .extracting(scene -> scene.expected().provider())
        .contains("openai", "anthropic", "xai", "openrouter", "gateway");
  }

  @Test
  void saysWhichLineIsWrong() throws SQLException, IOException, InterruptedException {
    Scene right = Script.SCENES.get(0);
    Scene wrong =
        Scene.resolved(
            Script.IVY,
            Scene.NO_WISH,
            CredentialSource.USER_PROVIDER,
            ProviderId.XAI,
            "grok-4.3",
            "200, key of ivy");
    StringWriter printed = new StringWriter();

    boolean asItShouldBe = Demo.run(new PrintWriter(printed), List.of(right, wrong));

    assertThat(asItShouldBe).isFalse();
    assertThat(printed.toString())
        .contains("1 of 2 lines are wrong. They should be:")
        .containsPattern("ivy +- +server-provider +openai")
        .containsPattern("ivy +- +user-provider +xai +grok-4.3 +1 +200, key of ivy");
  }
}
