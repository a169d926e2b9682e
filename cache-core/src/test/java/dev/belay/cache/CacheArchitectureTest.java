package dev.belay.cache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisClientContract;
import dev.belay.support.architecture.ModuleRules;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CacheArchitectureTest extends ModuleRules {

  @Override
  protected Map<String, String> revealSecrets() {
    return Map.ofEntries(
        entry("RespRedisClients", "reads REDIS_URL"), entry("Builder", "tells Jedis"));
  }

  @Test
  void standsOnSupportAndSql() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.cache..",
            "dev.belay.support..",
            "dev.belay.sql..",
            "com.fasterxml.jackson..",
            "io.opentelemetry.api..",
            "io.opentelemetry.context",
            "java..",
            "javax.net..",
            "org.apache.commons.pool2..",
            "org.jspecify..",
            "org.slf4j..",
            "redis.clients..")
        .check(main);
  }

  @Test
  void apiImportsNoBackend() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.belay.cache", "dev.belay.cache.redis")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.cache.redis.rest..", "dev.belay.cache.redis.resp..", "redis.clients..")
        .check(main);
  }

  @Test
  void theCacheKnowsNoStore() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.cache")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.cache.*..", "dev.belay.sql..", "com.fasterxml.jackson..")
        .check(main);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.cache.jackson")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson.databind..")
        .check(main);
  }

  @Test
  void backendsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.cache.redis.rest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.cache.redis.resp..", "redis.clients..", "org.apache..")
        .check(main);
    noClasses()
        .that()
        .resideInAPackage("dev.belay.cache.redis.resp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.cache.redis.rest..", "dev.belay.support.http", "com.fasterxml.jackson..")
        .check(main);
  }

  @Test
  void onlyTheRespBackendNeedsJedis() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.cache.redis.resp")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("redis.clients..", "org.apache.commons.pool2..")
        .check(main);
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
    implementationsOf(api)
        .without(type -> type.isEquivalentTo(NoValueStore.class)) // keeps nothing, on purpose
        .arePackagePrivate()
        .eachHasATestOf(contract, tests);
  }
}
