package dev.belay.realtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.broadcast.Broadcaster;
import dev.belay.realtime.broadcast.BroadcasterContract;
import dev.belay.realtime.channel.RealtimeChannel;
import dev.belay.realtime.channel.RealtimeClient;
import dev.belay.support.architecture.Implementations;
import dev.belay.support.architecture.ModuleRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RealtimeArchitectureTest extends ModuleRules {

  @Override
  protected Map<String, String> revealSecrets() {
    return Map.ofEntries(
        entry("Endpoint", "the socket's address"),
        entry("JoinPayload", "sends access tokens"),
        entry("TokenLife", "reads when a token ends"),
        entry("ProjectAccess", "looks at a key's kind"));
  }

  @Test
  void standsOnSupportAndSql() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.realtime..",
            "dev.belay.support..",
            "dev.belay.sql..",
            "com.fasterxml.jackson.core..",
            "io.opentelemetry.api..",
            "io.opentelemetry.context",
            "java..",
            "javax.net..",
            "javax.sql..",
            "org.jspecify..",
            "org.slf4j..")
        .check(main);
  }

  @Test
  void decidingKnowsNeitherChannelsNorBackends() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.realtime")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.realtime.*..",
            "dev.belay.auth..",
            "dev.belay.sql.jdbc..",
            "dev.belay.sql.rest..",
            "java.net.http..",
            "java.sql..",
            "javax.sql..")
        .check(main);
  }

  @Test
  void everyAuthorizerIsPackagePrivateAndHasATestOfTheContract() {
    implementationsOf(TopicAuthorizer.class)
        .arePackagePrivate()
        .eachHasATestOf(TopicAuthorizerContract.class, tests);
  }

  @Test
  void everyBroadcasterHasATestOfTheContract() {
    Implementations broadcasters =
        implementationsOf(Broadcaster.class)
            .without(type -> type.getSimpleName().startsWith("Traced"));
    broadcasters.eachHasATestOf(BroadcasterContract.class, tests);
    assertThat(broadcasters.types()).hasSize(3);
  }

  @Test
  void channelsAndBroadcastersArePackagePrivate() {
    for (Class<?> api : List.of(Broadcaster.class, RealtimeClient.class, RealtimeChannel.class)) {
      implementationsOf(api).arePackagePrivate();
    }
  }
}
