package dev.belay.byok;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.belay.sql.RpcClient;
import dev.belay.support.BelayException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.LeakScan;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ByokArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay.byok");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("dev.belay.byok");

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
        .check(MAIN);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "java.net.http..")
        .check(MAIN);
  }

  @Test
  void failuresAreOfTheOneTree() {
    JavaClasses withParents =
        new ClassFileImporter().importPackages("dev.belay.byok", "dev.belay.support");
    classes()
        .that()
        .resideInAPackage("dev.belay.byok..")
        .and()
        .haveSimpleNameEndingWith("Exception")
        .should()
        .beAssignableTo(BelayException.class)
        .check(withParents);
  }

  /** Every place where a key leaves its wrapper is known. Add one here only after thinking. */
  @Test
  void keysComeOutInFewPlaces() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ApiKeys") // looks at its form
        .and()
        .doNotHaveSimpleName("EnvelopeCipher") // seals it
        .and()
        .doNotHaveSimpleName("KeyRing") // decodes the ring's own keys
        .and()
        .doNotHaveSimpleName("KeyRotation") // compares what it replaces
        .and()
        .doNotHaveSimpleName("Protocol") // puts it behind "Bearer"
        .should()
        .callMethod(Secret.class, "reveal")
        .check(MAIN);
  }

  /** Only what goes through {@code Refusals} is scanned for secrets. */
  @Test
  void testsTakeRefusalsWhereTheyAreScanned() {
    noClasses()
        .should()
        .callMethodWhere(
            target(
                fullNameMatching(
                    "org\\.assertj\\..*\\.(assertThat\\w*(Thrown|Exception|Code)\\w*|catch\\w+)\\(.*"
                        + "|org\\.junit\\..*\\.assertThrows\\w*\\(.*")))
        .check(TESTS);
  }

  @Test
  void thisRunIsScannedForSecrets() {
    assertThat(LeakScan.isActive()).isTrue();
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
    assertThat(implementations(MAIN, api))
        .isNotEmpty()
        .allSatisfy(type -> assertThat(type.getModifiers()).doesNotContain(PUBLIC));
  }

  /** Named after it: {@code RpcApiKeyVaultOverJdbcTest} runs the contract of RpcApiKeyVault. */
  @ParameterizedTest
  @MethodSource("contracts")
  void everyImplementationHasATestOfTheContract(Class<?> api, Class<?> contract) {
    List<String> tests =
        TESTS.stream()
            .filter(type -> type.isAssignableTo(contract))
            .map(JavaClass::getName)
            .toList();
    Stream.concat(
            implementations(MAIN, api).stream(),
            implementations(TESTS, api).stream().filter(JavaClass::isTopLevelClass))
        .forEach(
            type ->
                assertThat(tests)
                    .as(type.getName())
                    .anyMatch(test -> test.startsWith(type.getName())));
  }

  /**
   * Backends of {@link RpcClient} are in packages: {@code jdbc} asks for an {@code OverJdbcTest}.
   */
  @ParameterizedTest
  @MethodSource("contracts")
  void everyContractRunsOverEachBackendOfTheSeam(Class<?> api, Class<?> contract) {
    List<String> tests =
        TESTS.stream()
            .filter(type -> type.isAssignableTo(contract))
            .map(JavaClass::getName)
            .toList();
    Set<String> backends =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.belay.sql")
                .stream()
                .filter(type -> !type.isInterface() && type.isAssignableTo(RpcClient.class))
                .map(type -> type.getPackageName().replaceFirst(".*\\.", ""))
                .collect(Collectors.toSet());
    assertThat(backends).contains("jdbc", "rest");
    for (String backend : backends) {
      String suffix =
          "Over" + backend.substring(0, 1).toUpperCase(Locale.ROOT) + backend.substring(1) + "Test";
      assertThat(implementations(MAIN, api))
          .as("%s %s", api.getSimpleName(), suffix)
          .anyMatch(
              type -> tests.stream().anyMatch(test -> test.startsWith(type.getName() + suffix)));
    }
  }

  private static List<JavaClass> implementations(JavaClasses types, Class<?> api) {
    return types.stream().filter(type -> !type.isInterface() && type.isAssignableTo(api)).toList();
  }
}
