package dev.belay.sql;

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
import dev.belay.sql.notify.NotificationSource;
import dev.belay.sql.notify.NotificationSourceContract;
import dev.belay.testservers.leak.LeakScan;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SqlArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay.sql");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("dev.belay.sql");

  @Test
  void apiImportsNoBackend() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.sql")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.sql.*..")
        .check(MAIN);
  }

  @Test
  void standsOnTheJdkAndOnSupportOnly() {
    classes()
        .that()
        .resideOutsideOfPackage("dev.belay.sql.notify.pgjdbc")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.sql..",
            "dev.belay.support",
            "dev.belay.support.http",
            "com.fasterxml.jackson.core",
            "java..",
            "javax.sql",
            "org.jspecify..")
        .check(MAIN);
  }

  @Test
  void onlyTheListenerKnowsADriver() {
    classes()
        .that()
        .resideInAPackage("dev.belay.sql.notify.pgjdbc")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.sql.notify..",
            "dev.belay.sql.internal",
            "dev.belay.support",
            "java..",
            "javax.sql",
            "org.jspecify..",
            "org.postgresql")
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.sql.notify.pgjdbc")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.belay.sql.notify.pgjdbc")
        .check(MAIN);
  }

  @Test
  void everySourceOfNotificationsHasATestOfTheContract() {
    Set<String> contracts =
        TESTS.stream()
            .filter(type -> type.isAssignableTo(NotificationSourceContract.class))
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
    assertThat(MAIN.stream().filter(SqlArchitectureTest::makesSources).map(JavaClass::getName))
        .hasSize(2)
        .allSatisfy(name -> assertThat(contracts).contains(name + "Test"));
  }

  private static boolean makesSources(JavaClass type) {
    return type.getMethods().stream()
        .filter(method -> method.getModifiers().contains(PUBLIC))
        .anyMatch(method -> method.getRawReturnType().isEquivalentTo(NotificationSource.class));
  }

  @Test
  void onlyTheRestBackendSpeaksHttpAndJson() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.sql.rest")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.support.http", "com.fasterxml.jackson..")
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("dev.belay.sql.rest")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql", "javax.sql", "dev.belay.sql.jdbc", "dev.belay.sql.schema")
        .check(MAIN);
  }

  @Test
  void backendsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.sql.jdbc")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.sql.rest", "dev.belay.sql.schema")
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("dev.belay.sql.schema")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.sql.jdbc", "dev.belay.sql.rest")
        .check(MAIN);
  }

  @Test
  void noPublicMethodShowsAnInternalType() {
    MAIN.stream()
        .filter(type -> !type.getPackageName().endsWith(".internal"))
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.getModifiers().contains(PUBLIC))
        .filter(method -> method.getOwner().getModifiers().contains(PUBLIC))
        .forEach(
            method ->
                assertThat(method.getAllInvolvedRawTypes())
                    .as(method.getFullName())
                    .noneMatch(type -> type.getPackageName().endsWith(".internal")));
  }

  @Test
  void everyClientIsPackagePrivateAndHasATestOfTheContract() {
    Set<JavaClass> clients =
        MAIN.stream()
            .filter(type -> !type.isInterface() && type.isAssignableTo(RpcClient.class))
            .collect(Collectors.toSet());
    Set<String> contracts =
        TESTS.stream()
            .filter(type -> type.isAssignableTo(RpcClientContract.class))
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
    assertThat(clients).isNotEmpty();
    for (JavaClass client : clients) {
      assertThat(client.getModifiers()).as(client.getName()).doesNotContain(PUBLIC);
      assertThat(contracts).contains(client.getName() + "Test");
    }
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
