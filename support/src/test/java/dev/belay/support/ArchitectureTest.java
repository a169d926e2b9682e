package dev.belay.support;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.belay.testservers.leak.LeakScan;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses SUPPORT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.belay.support");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("dev.belay.support");

  @Test
  void importsNoOtherModuleAndNoFramework() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "javax.crypto..",
            "javax.net.ssl..",
            "dev.belay.support..",
            "org.slf4j..",
            "org.jspecify.annotations..",
            "com.fasterxml.jackson.annotation..",
            "com.fasterxml.jackson.core..")
        .check(SUPPORT);
  }

  @Test
  void knowsNoDatabase() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(SUPPORT);
  }

  @Test
  void speaksHttpInOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.support.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "javax.net.ssl..")
        .check(SUPPORT);
  }

  @Test
  void leansOnNoPackageBelowIt() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.support")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.support.http..", "dev.belay.support.telemetry..")
        .check(SUPPORT);
  }

  @Test
  void failsInOneTree() {
    classes()
        .that()
        .areAssignableTo(Throwable.class)
        .and()
        .arePublic()
        .should()
        .beAssignableTo(BelayException.class)
        .andShould()
        .haveSimpleNameEndingWith("Exception")
        .check(SUPPORT);
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
}
