package dev.belay.examples.demo;

import dev.belay.byok.ApiKeyVault;
import dev.belay.byok.ModelHint;
import dev.belay.byok.ProviderResolver;
import dev.belay.byok.ResolutionRefusedException;
import dev.belay.byok.ResolvedProvider;
import dev.belay.byok.ServerCredentials;
import dev.belay.support.BelayException;
import dev.belay.testservers.WireCounts;
import dev.belay.testservers.llm.LlmEndpoints;
import dev.belay.testservers.llm.SeenRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;

/** Plays scenes: resolves, uses what was resolved, and notes what happened. */
final class Stage {

  private final DemoDatabase database;
  private final LlmEndpoints providers;
  private final ProviderResolver withTeamKeys;
  private final ProviderResolver withoutTeamKeys;
  private final ProviderCall call;

  Stage(
      DemoDatabase database,
      LlmEndpoints providers,
      ApiKeyVault vault,
      ServerCredentials teamKeys) {
    this.database = database;
    this.providers = providers;
    this.withTeamKeys = ProviderResolver.builder(vault).serverCredentials(teamKeys).build();
    this.withoutTeamKeys = ProviderResolver.builder(vault).build();
    this.call =
        new ProviderCall(
            HttpClient.newBuilder()
                .proxy(providers.proxySelector())
                .sslContext(providers.sslContext())
                .build());
  }

  /** One line for each scene. */
  List<Line> play(List<Scene> scenes) throws IOException, InterruptedException {
    List<Line> lines = new ArrayList<>();
    for (Scene scene : scenes) {
      lines.add(play(scene));
    }
    return lines;
  }

  private Line play(Scene scene) throws IOException, InterruptedException {
    ProviderResolver resolver = scene.teamHasKeys() ? withTeamKeys : withoutTeamKeys;
    database.startCounting();
    try {
      ResolvedProvider resolved = resolver.resolve(scene.user().id(), ModelHint.of(scene.hint()));
      String roundTrips = roundTrips();
      return new Line(
          scene.user().name(),
          scene.wish(),
          resolved.credentialSource().label(),
          resolved.provider().value(),
          resolved.modelId(),
          roundTrips,
          use(resolved));
    } catch (ResolutionRefusedException refused) {
      return Line.without(scene, roundTrips(), "refused: " + refused.reason());
    } catch (BelayException failed) {
      return Line.without(scene, roundTrips(), "failed: " + failed.getMessage());
    }
  }

  private String roundTrips() {
    WireCounts counts = database.counted();
    return counts.statements() == counts.roundTrips()
        ? Long.toString(counts.roundTrips())
        : counts.roundTrips() + " for " + counts.statements() + " statements";
  }

  private String use(ResolvedProvider resolved) throws IOException, InterruptedException {
    int status = call.send(resolved);
    List<SeenRequest> seen = providers.seen();
    String owner = seen.get(seen.size() - 1).key();
    return status + (owner == null ? ", key not accepted" : ", key of " + owner);
  }
}
