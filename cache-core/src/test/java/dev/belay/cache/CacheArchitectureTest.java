package dev.belay.cache;

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
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisClientContract;
import dev.belay.support.BelayException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.LeakScan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CacheArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay.cache");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("dev.belay.cache");

  @Test
  void apiImportsNoBackend() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.belay.cache", "dev.belay.cache.redis")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.cache.redis.rest..", "dev.belay.cache.redis.resp..", "redis.clients..")
        .check(MAIN);
  }

  @Test
  void theCacheKnowsNoStore() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.cache")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.cache.*..", "dev.belay.sql..", "com.fasterxml.jackson..")
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.cache.jackson")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson.databind..")
        .check(MAIN);
  }

  @Test
  void backendsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.cache.redis.rest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.cache.redis.resp..", "redis.clients..", "org.apache..")
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("dev.belay.cache.redis.resp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.cache.redis.rest..", "dev.belay.support.http", "com.fasterxml.jackson..")
        .check(MAIN);
  }

  @Test
  void onlyTheRespBackendNeedsJedis() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.cache.redis.resp")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("redis.clients..", "org.apache.commons.pool2..")
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
  void failuresAreOfTheOneTree() {
    JavaClasses withParents =
        new ClassFileImporter().importPackages("dev.belay.cache", "dev.belay.support");
    classes()
        .that()
        .resideInAPackage("dev.belay.cache..")
        .and()
        .haveSimpleNameEndingWith("Exception")
        .should()
        .beAssignableTo(BelayException.class)
        .check(withParents);
  }

  /** Every place where a secret leaves its wrapper is known. Add one here only after thinking. */
  @Test
  void secretsComeOutInFewPlaces() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.cache.redis.resp") // reads REDIS_URL, tells Jedis
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
        Arguments.of(RedisClient.class, RedisClientContract.class),
        Arguments.of(TagVersionStore.class, TagVersionStoreContract.class),
        Arguments.of(CacheValueStore.class, CacheValueStoreContract.class));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyBackendIsPackagePrivateAndHasATestOfTheContract(Class<?> api, Class<?> contract) {
    List<JavaClass> backends =
        MAIN.stream()
            .filter(type -> !type.isInterface() && type.isAssignableTo(api))
            // It keeps nothing, on purpose.
            .filter(type -> !type.isEquivalentTo(NoValueStore.class))
            .toList();
    List<String> tests =
        TESTS.stream()
            .filter(type -> type.isAssignableTo(contract))
            .map(JavaClass::getName)
            .toList();
    assertThat(backends).isNotEmpty();
    for (JavaClass backend : backends) {
      assertThat(backend.getModifiers()).as(backend.getName()).doesNotContain(PUBLIC);
      assertThat(tests).contains(backend.getName() + "Test");
    }
  }
}
