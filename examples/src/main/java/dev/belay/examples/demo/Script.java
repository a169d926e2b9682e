package dev.belay.examples.demo;

import static dev.belay.byok.CredentialSource.SERVER_PROVIDER;
import static dev.belay.byok.CredentialSource.TEAM_GATEWAY;
import static dev.belay.byok.CredentialSource.USER_GATEWAY;
import static dev.belay.byok.CredentialSource.USER_PROVIDER;
import static dev.belay.byok.ProviderId.ANTHROPIC;
import static dev.belay.byok.ProviderId.GATEWAY;
import static dev.belay.byok.ProviderId.OPENAI;
import static dev.belay.byok.ProviderId.OPENROUTER;
import static dev.belay.byok.ProviderId.XAI;
import static dev.belay.examples.demo.Scene.NO_WISH;
import static dev.belay.examples.demo.Scene.refused;
import static dev.belay.examples.demo.Scene.resolved;

import java.util.List;

/** Who takes part, and what each of them must get. */
final class Script {

  /** Has a key for an AI gateway. */
  static final DemoUser ADA = DemoUser.with("ada", GATEWAY);

  /** Has a gateway too, with a base URL of his own. */
  static final DemoUser BEN = DemoUser.with("ben", GATEWAY);

  static final DemoUser CLEO = DemoUser.with("cleo", OPENAI);
  static final DemoUser DAN = DemoUser.with("dan", OPENAI, ANTHROPIC);
  static final DemoUser EVE = DemoUser.with("eve", ANTHROPIC);
  static final DemoUser FAY = DemoUser.with("fay", XAI);
  static final DemoUser GUS = DemoUser.with("gus", OPENROUTER);

  /** Has nothing, and agrees to the team's gateway. */
  static final DemoUser HAL = DemoUser.with("hal").agreeing();

  /** Has nothing, and agrees to nothing. */
  static final DemoUser IVY = DemoUser.with("ivy");

  /** Has nothing, on a server that has nothing either. */
  static final DemoUser JOE = DemoUser.with("joe");

  /** Has a key that OpenAI no longer accepts. */
  static final DemoUser KIM = DemoUser.with("kim", OPENAI);

  static final List<DemoUser> USERS =
      List.of(ADA, BEN, CLEO, DAN, EVE, FAY, GUS, HAL, IVY, JOE, KIM);

  private static final String CLAUDE = "claude-haiku-4-5";

  /** How the gateway and OpenRouter spell the model that is the default. */
  private static final String DEFAULT = "openai/gpt-5.4-mini";

  static final List<Scene> SCENES =
      List.of(
          resolved(ADA, NO_WISH, USER_GATEWAY, GATEWAY, DEFAULT, byKeyOf("ada")),
          resolved(ADA, "gpt-4o-mini", USER_GATEWAY, GATEWAY, "openai/gpt-4o-mini", byKeyOf("ada")),
          resolved(
              ADA,
              "anthropic/" + CLAUDE,
              USER_GATEWAY,
              GATEWAY,
              "anthropic/" + CLAUDE,
              byKeyOf("ada")),
          resolved(BEN, "grok-4.3", USER_GATEWAY, GATEWAY, "xai/grok-4.3", byKeyOf("ben")),
          resolved(CLEO, NO_WISH, USER_PROVIDER, OPENAI, "gpt-5.4-mini", byKeyOf("cleo")),
          resolved(CLEO, "openai/gpt-4o", USER_PROVIDER, OPENAI, "gpt-4o", byKeyOf("cleo")),
          resolved(DAN, NO_WISH, USER_PROVIDER, OPENAI, "gpt-5.4-mini", byKeyOf("dan")),
          resolved(DAN, "anthropic/" + CLAUDE, USER_PROVIDER, ANTHROPIC, CLAUDE, byKeyOf("dan")),
          resolved(EVE, CLAUDE, USER_PROVIDER, ANTHROPIC, CLAUDE, byKeyOf("eve")),
          // Anthropic has no default model, so without a wish the next source serves.
          resolved(EVE, NO_WISH, SERVER_PROVIDER, OPENAI, "gpt-5.4-mini", byKeyOf("team")),
          resolved(FAY, NO_WISH, USER_PROVIDER, XAI, "grok-4.3", byKeyOf("fay")),
          resolved(GUS, NO_WISH, USER_PROVIDER, OPENROUTER, DEFAULT, byKeyOf("gus")),
          resolved(GUS, CLAUDE, USER_PROVIDER, OPENROUTER, "anthropic/" + CLAUDE, byKeyOf("gus")),
          resolved(HAL, NO_WISH, TEAM_GATEWAY, GATEWAY, DEFAULT, byKeyOf("team")),
          resolved(IVY, NO_WISH, SERVER_PROVIDER, OPENAI, "gpt-5.4-mini", byKeyOf("team")),
          resolved(IVY, "grok-4.3", SERVER_PROVIDER, XAI, "grok-4.3", byKeyOf("team")),
          refused(JOE, "refused: NO_CREDENTIAL"),
          resolved(KIM, NO_WISH, USER_PROVIDER, OPENAI, "gpt-5.4-mini", "401, key not accepted"));

  private Script() {}

  private static String byKeyOf(String owner) {
    return "200, key of " + owner;
  }
}
