package dev.belay.byok;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.SeamBackends;
import dev.belay.support.architecture.Implementations;
import dev.belay.support.architecture.ModuleRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ByokArchitectureTest extends ModuleRules {

  @Override
  protected Map<String, String> revealSecrets() {
    return Map.ofEntries(
        entry("ApiKeys", "looks at its form"),
        entry("EnvelopeCipher", "seals it"),
        entry("KeyRing", "decodes the ring's own keys"),
        entry("KeyRotation", "compares what it replaces"),
        entry("Protocol", "puts it behind Bearer"));
  }

  @Override
  protected Set<String> recordsWithSecrets() {
    return Set.of("ResolvedProvider", "StoredKey");
  }

  @Test
  void standsOnTheSeamAndKnowsNoBackend() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.byok..",
            "dev.belay.sql",
            "dev.belay.support",
            "dev.belay.support.http",
            "com.fasterxml.jackson.core",
            "dev.belay.support.telemetry",
            "io.opentelemetry.api..",
            "io.opentelemetry.context",
            "java..",
            "javax.crypto..",
            "org.jspecify..",
            "org.slf4j")
        .check(main);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "java.net.http..")
        .check(main);
  }

  static Stream<Arguments> contracts() {
    return Stream.of(
        Arguments.of(ApiKeyVault.class, ApiKeyVaultContract.class),
        Arguments.of(GatewayConfigs.class, GatewayConfigsContract.class),
        Arguments.of(ProviderResolver.class, ProviderResolverContract.class));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyImplementationIsPackagePrivate(Class<?> api) {
    implementationsOf(api).arePackagePrivate();
  }

  /** Those of the tests too, which stand in for the real ones. */
  @ParameterizedTest
  @MethodSource("contracts")
  void everyImplementationHasATestOfTheContract(Class<?> api, Class<?> contract) {
    implementationsOf(api).eachHasATestNamedAfterItOf(contract, tests);
    Implementations.of(api, tests)
        .without(type -> !type.isTopLevelClass())
        .eachHasATestNamedAfterItOf(contract, tests);
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyContractRunsOverEachBackendOfTheSeam(Class<?> api, Class<?> contract) {
    List<String> contracts = Implementations.subclasses(contract, tests);
    assertThat(SeamBackends.suffixes())
        .allSatisfy(
            suffix ->
                assertThat(implementationsOf(api).types())
                    .anyMatch(
                        type ->
                            contracts.stream()
                                .anyMatch(test -> test.startsWith(type.getName() + suffix))));
  }
}
