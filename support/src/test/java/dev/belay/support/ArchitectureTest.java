package dev.belay.support;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import dev.belay.support.architecture.ModuleRules;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {

  @Override
  protected Map<String, String> revealSecrets() {
    return Map.ofEntries(
        entry("SupabaseEnvironment", "looks at the length of one and the kind of another"),
        entry("SupabaseKeys", "looks at the kind of one"),
        entry("UserIdHash", "hashes with it"),
        entry("GuardedExchange", "sends it"),
        entry("JdkHttpTransport", "sends it"),
        entry("UserAgent", "reads a header that is none"),
        entry("HttpHeader", "looks at its characters"),
        entry("Builder", "puts it behind Bearer"));
  }

  @Override
  protected Set<String> recordsWithSecrets() {
    return Set.of("HttpHeader");
  }

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
        .check(main);
  }

  @Test
  void knowsNoDatabase() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(main);
  }

  @Test
  void speaksHttpInOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.support.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "javax.net.ssl..")
        .check(main);
  }

  @Test
  void leansOnNoPackageBelowIt() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.support")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.support.http..", "dev.belay.support.telemetry..")
        .check(main);
  }
}
