package dev.belay.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.belay.support.architecture.Implementations;
import dev.belay.support.architecture.ModuleRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthArchitectureTest extends ModuleRules {

  @Override
  protected Map<String, String> revealSecrets() {
    return Map.ofEntries(
        entry("LocalTokenVerifier", "reads it"),
        entry("HmacKey", "the secret as bytes"),
        entry("HttpAuthClient", "sends it"),
        entry("SharedRefresh", "hashes it"),
        entry("SessionJson", "writes it"),
        entry("SessionTokens", "reads a session"),
        entry("SessionCookies", "writes a cookie"),
        entry("RefusalAnswer", "sets a cookie"));
  }

  @Test
  void standsOnSupportAlone() {
    classes()
        .that()
        .resideInAnyPackage("dev.belay.auth", "dev.belay.auth.internal")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.auth",
            "dev.belay.auth.internal",
            "dev.belay.support..",
            "com.fasterxml.jackson.core..",
            "io.opentelemetry.api..",
            "io.opentelemetry.context",
            "java..",
            "javax.crypto..",
            "org.jspecify..")
        .check(main);
    noClasses().should().dependOnClassesThat().resideInAnyPackage("java.net.http..").check(main);
  }

  @Test
  void theApiKnowsNeitherItsFiltersNorItsInternals() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.auth")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.auth.internal", "dev.belay.auth.servlet", "dev.belay.auth.httpserver")
        .check(main);
  }

  @Test
  void onlyItsOwnFilterNeedsAContainer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.auth.servlet")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..")
        .check(main);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.auth.httpserver")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.net.httpserver..")
        .check(main);
  }

  @ParameterizedTest
  @ValueSource(classes = {AccessTokenVerifier.class, AuthClient.class, Sessions.class})
  void everyImplementationIsPackagePrivate(Class<?> api) {
    implementationsOf(api).arePackagePrivate();
  }

  @Test
  void everyFilterRunsTheContract() {
    List<JavaClass> filters =
        main.stream().filter(type -> type.getSimpleName().endsWith("Filter")).toList();
    List<String> contracts = Implementations.subclasses(FilterContract.class, tests);
    assertThat(filters)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(filter -> assertThat(contracts).contains(filter.getName() + "Test"));
  }
}
