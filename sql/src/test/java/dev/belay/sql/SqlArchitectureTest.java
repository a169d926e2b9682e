package dev.belay.sql;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.belay.sql.notify.NotificationSource;
import dev.belay.sql.notify.NotificationSourceContract;
import dev.belay.support.architecture.Implementations;
import dev.belay.support.architecture.ModuleRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlArchitectureTest extends ModuleRules {

  @Override
  protected Map<String, String> revealSecrets() {
    return Map.ofEntries(
        entry("Binding", "binds it"),
        entry("CallBody", "writes it"),
        entry("Credential", "looks at a key's kind and sends it"),
        entry("RpcCall", "looks for characters that no text may have"));
  }

  @Test
  void apiImportsNoBackend() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.sql")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.sql.*..")
        .check(main);
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
            "dev.belay.support.supabase",
            "com.fasterxml.jackson.core",
            "java..",
            "javax.sql",
            "org.jspecify..")
        .check(main);
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
            "org.postgresql",
            "org.slf4j")
        .check(main);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.sql.notify.pgjdbc")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.belay.sql.notify.pgjdbc")
        .check(main);
  }

  @Test
  void everySourceOfNotificationsHasATestOfTheContract() {
    List<String> contracts = Implementations.subclasses(NotificationSourceContract.class, tests);
    assertThat(main.stream().filter(SqlArchitectureTest::makesSources).map(JavaClass::getName))
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
        .check(main);
    noClasses()
        .that()
        .resideInAPackage("dev.belay.sql.rest")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql", "javax.sql", "dev.belay.sql.jdbc", "dev.belay.sql.schema")
        .check(main);
  }

  @Test
  void backendsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.sql.jdbc")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.sql.rest", "dev.belay.sql.schema")
        .check(main);
    noClasses()
        .that()
        .resideInAPackage("dev.belay.sql.schema")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.sql.jdbc", "dev.belay.sql.rest")
        .check(main);
  }

  @Test
  void everyClientIsPackagePrivateAndHasATestOfTheContract() {
    implementationsOf(RpcClient.class)
        .arePackagePrivate()
        .eachHasATestOf(RpcClientContract.class, tests);
  }
}
