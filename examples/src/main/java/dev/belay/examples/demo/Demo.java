package dev.belay.examples.demo;

import static dev.belay.examples.demo.Script.BEN;
import static dev.belay.examples.demo.Script.KIM;

import dev.belay.byok.ApiKeyVault;
import dev.belay.byok.ApiKeyVaults;
import dev.belay.byok.GatewayConfigs;
import dev.belay.byok.GatewayUrlPolicy;
import dev.belay.byok.ProviderId;
import dev.belay.byok.ProviderRegistry;
import dev.belay.byok.ReadAudit;
import dev.belay.byok.ServerCredentials;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.RpcClient;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The demonstration: users with every combination of keys, and what each of them gets.
 *
 * <p>The database is a real PostgreSQL, the providers are local stand-ins behind the real
 * addresses, which check the credential that they get. Each line is compared with what it should
 * be.
 */
public final class Demo {

  /** Keys that look like the providers' own and open nothing. */
  private static final Map<ProviderId, Supplier<String>> KEYS =
      Map.of(
          ProviderId.OPENAI, TestKeys::openai,
          ProviderId.ANTHROPIC, TestKeys::anthropic,
          ProviderId.XAI, TestKeys::xai,
          ProviderId.OPENROUTER, TestKeys::openRouter,
          ProviderId.GATEWAY, TestKeys::gateway);

  private final PrintWriter out;
  private final DemoDatabase database;
  private final LlmEndpoints providers;

  private Demo(PrintWriter out, DemoDatabase database, LlmEndpoints providers) {
    this.out = out;
    this.database = database;
    this.providers = providers;
  }

  /**
   * Plays all scenes and prints a table.
   *
   * @param out where the table goes
   * @return whether every line is as it should be
   * @throws SQLException if the database fails
   * @throws IOException if a stand-in cannot be reached
   * @throws InterruptedException if the thread is interrupted
   */
  public static boolean run(PrintWriter out)
      throws SQLException, IOException, InterruptedException {
    return run(out, Script.SCENES);
  }

  static boolean run(PrintWriter out, List<Scene> scenes)
      throws SQLException, IOException, InterruptedException {
    try (DemoDatabase database = DemoDatabase.start();
        LlmEndpoints providers = LlmEndpoints.start()) {
      return new Demo(out, database, providers).play(scenes);
    }
  }

  private boolean play(List<Scene> scenes) throws SQLException, IOException, InterruptedException {
    RpcClient rpc = database.rpc();
    KeyRing keyRing = KeyRing.of("demo", KeyRing.generateKey());
    // Reads are recorded at the end, so that the tap counts the resolutions alone.
    ReadAudit atTheEnd = ReadAudit.BACKGROUND.withInterval(Duration.ofHours(1));
    try (ApiKeyVault vault =
        ApiKeyVaults.builder(rpc).keyRing(keyRing).readAudit(atTheEnd).build()) {
      database.signUp(Script.USERS);
      storeKeys(vault, GatewayConfigs.over(rpc, keyRing, GatewayUrlPolicy.standard()));
      List<Line> lines = new Stage(database, providers, vault, teamKeys()).play(scenes);
      out.printf("PostgreSQL %s; the providers are local stand-ins.%n%n", database.version());
      return new Report(scenes, lines).print(out);
    }
  }

  private void storeKeys(ApiKeyVault vault, GatewayConfigs gateways) {
    for (DemoUser user : Script.USERS) {
      for (ProviderId service : user.services()) {
        vault.insert(user.id(), service, keyFor(user.name(), service));
      }
      gateways.setFallbackAllowed(user.id(), user.agrees());
    }
    // As an application on Vercel's AI SDK stores it.
    gateways.setBaseUrl(BEN.id(), "https://ai-gateway.vercel.sh/v4/ai");
    vault.insert(KIM.id(), ProviderId.OPENAI, newKey(ProviderId.OPENAI));
  }

  private ServerCredentials teamKeys() {
    return ServerCredentials.from(
        Environment.of(
            Map.of(
                "OPENAI_API_KEY", keyFor("team", ProviderId.OPENAI).reveal(),
                "XAI_API_KEY", keyFor("team", ProviderId.XAI).reveal(),
                "AI_GATEWAY_API_KEY", keyFor("team", ProviderId.GATEWAY).reveal())));
  }

  /** A new key, which the provider accepts from now on. */
  private Secret keyFor(String owner, ProviderId service) {
    Secret key = newKey(service);
    String host = ProviderRegistry.standard().get(service).baseUrl().getHost();
    providers.accept(host, key.reveal(), owner);
    return key;
  }

  private static Secret newKey(ProviderId service) {
    return Secret.of(Objects.requireNonNull(KEYS.get(service)).get());
  }
}
