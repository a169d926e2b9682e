package dev.belay.auth;

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
import dev.belay.support.BelayException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.LeakScan;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay.auth");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("dev.belay.auth");

  @Test
  void settlesNoGlobalTelemetry() {
    noClasses()
        .should()
        .callMethod(GlobalOpenTelemetry.class, "get")
        .because("it makes a later GlobalOpenTelemetry.set() of the application fail")
        .check(MAIN);
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
        .check(MAIN);
    noClasses().should().dependOnClassesThat().resideInAnyPackage("java.net.http..").check(MAIN);
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
        .check(MAIN);
  }

  @Test
  void onlyItsOwnFilterNeedsAContainer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.auth.servlet")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..")
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.auth.httpserver")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.net.httpserver..")
        .check(MAIN);
  }

  @Test
  void failuresAreOfTheOneTree() {
    JavaClasses withParents =
        new ClassFileImporter().importPackages("dev.belay.auth", "dev.belay.support");
    classes()
        .that()
        .resideInAPackage("dev.belay.auth..")
        .and()
        .haveSimpleNameEndingWith("Exception")
        .should()
        .beAssignableTo(BelayException.class)
        .check(withParents);
  }

  /** Every place where a token leaves its wrapper is known. Add one here only after thinking. */
  @Test
  void tokensComeOutInFewPlaces() {
    noClasses()
        .that()
        .doNotHaveSimpleName("LocalTokenVerifier") // reads it
        .and()
        .doNotHaveSimpleName("HmacKey") // the secret as bytes
        .and()
        .doNotHaveSimpleName("HttpAuthClient") // sends it
        .and()
        .doNotHaveSimpleName("SharedRefresh") // hashes it
        .and()
        .doNotHaveSimpleName("SessionJson") // writes it
        .and()
        .doNotHaveSimpleName("SessionTokens") // reads a session
        .and()
        .doNotHaveSimpleName("SessionCookies") // writes a cookie
        .and()
        .doNotHaveSimpleName("RefusalAnswer") // sets a cookie
        .and()
        .doNotHaveSimpleName("SupabaseProject") // looks at a key's kind
        .should()
        .callMethod(Secret.class, "reveal")
        .check(MAIN);
  }

  /** A record prints its fields. */
  @Test
  void noRecordHoldsASecret() {
    assertThat(MAIN.stream().filter(type -> type.isAssignableTo(Record.class)))
        .allSatisfy(
            type ->
                assertThat(type.getFields())
                    .noneMatch(field -> field.getRawType().isEquivalentTo(Secret.class)));
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
    assertThat(TelemetryLeakScan.spans()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(classes = {AccessTokenVerifier.class, AuthClient.class, Sessions.class})
  void everyImplementationIsPackagePrivate(Class<?> api) {
    List<JavaClass> implementations =
        MAIN.stream().filter(type -> !type.isInterface() && type.isAssignableTo(api)).toList();
    assertThat(implementations)
        .isNotEmpty()
        .allSatisfy(type -> assertThat(type.getModifiers()).doesNotContain(PUBLIC));
  }

  @Test
  void everyFilterRunsTheContract() {
    List<JavaClass> filters =
        MAIN.stream().filter(type -> type.getSimpleName().endsWith("Filter")).toList();
    List<String> tests =
        TESTS.stream()
            .filter(type -> type.isAssignableTo(FilterContract.class))
            .map(JavaClass::getName)
            .toList();
    assertThat(filters)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(filter -> assertThat(tests).contains(filter.getName() + "Test"));
  }
}
