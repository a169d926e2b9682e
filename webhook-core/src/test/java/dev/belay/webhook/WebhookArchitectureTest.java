package dev.belay.webhook;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.belay.sql.RpcClient;
import dev.belay.sql.SeamBackends;
import dev.belay.support.architecture.ModuleRules;
import dev.belay.webhook.email.EmailSender;
import dev.belay.webhook.email.EmailSenderContract;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.IdempotencyStoreContract;
import dev.belay.webhook.receive.RateLimiter;
import dev.belay.webhook.receive.RateLimiterContract;
import dev.belay.webhook.send.WebhookDispatcher;
import dev.belay.webhook.send.WebhookDispatcherContract;
import dev.belay.webhook.send.WebhookEndpoints;
import dev.belay.webhook.send.WebhookEndpointsContract;
import dev.belay.webhook.send.WebhookOperations;
import dev.belay.webhook.send.WebhookOperationsContract;
import dev.belay.webhook.verify.WebhookVerifier;
import dev.belay.webhook.verify.WebhookVerifierContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WebhookArchitectureTest extends ModuleRules {

  @Override
  protected Map<String, String> revealSecrets() {
    return Map.ofEntries(
        entry("SmtpEmailSender", "logs in with it"),
        entry("HmacSigner", "makes a key of it"),
        entry("HmacVerifier", "makes a key of it"),
        entry("QStashKeys", "makes a key of it"),
        entry("StandardSecret", "decodes it"),
        entry("SecretFingerprint", "hashes it"));
  }

  @Override
  protected Set<String> recordsWithSecrets() {
    return Set.of("SigningSecret");
  }

  @Test
  void standsOnTheSeamsAndKnowsNoBackend() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.webhook..",
            "dev.belay.sql",
            "dev.belay.cache.redis",
            "dev.belay.sql.notify",
            "dev.belay.support",
            "dev.belay.support.http",
            "dev.belay.support.telemetry",
            "com.fasterxml.jackson.core..",
            "com.sun.net.httpserver",
            "jakarta.mail..",
            "jakarta.servlet..",
            "org.eclipse.angus.mail.smtp",
            "io.opentelemetry.api..",
            "io.opentelemetry.context",
            "io.opentelemetry.context.propagation",
            "java..",
            "javax.crypto..",
            "javax.net.ssl",
            "org.jspecify..",
            "org.slf4j")
        .check(main);
  }

  /** A feature stands on the root, not on another feature; what two of them share is in it. */
  @Test
  void theRootKnowsNoFeature() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.webhook")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.belay.webhook.*..")
        .check(main);
  }

  /** What sends is known by its interfaces; who makes it is known by {@code WebhookOutbox}. */
  @Test
  void theSendingApiKnowsNeitherItsInternalsNorItsBackend() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.webhook.send")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.webhook.send.*..")
        .check(main);
    noClasses()
        .that()
        .resideInAPackage("dev.belay.webhook.send.internal")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(RpcClient.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("dev.belay.webhook.send.rpc")
        .check(main);
    assertThat(publicTypesOf("dev.belay.webhook.send.rpc")).containsExactly("WebhookOutbox");
    assertThat(publicTypesOf("dev.belay.webhook.send.internal"))
        .containsExactlyInAnyOrder(
            "ClaimedDelivery", "DeliveryResult", "Outcome", "DispatcherBuilder", "Outbox");
  }

  private List<String> publicTypesOf(String name) {
    return main.stream()
        .filter(type -> type.getPackageName().equals(name))
        .filter(type -> type.getModifiers().contains(PUBLIC))
        .map(JavaClass::getSimpleName)
        .filter(type -> !type.equals("package-info"))
        .toList();
  }

  /** An adapter knows its server and the endpoint; nothing knows the adapter. */
  @Test
  void serversAreKnownToTheirAdaptersOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.webhook.jdk")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.net.httpserver..", "dev.belay.webhook.jdk")
        .check(main);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.webhook.servlet")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.servlet..", "dev.belay.webhook.servlet")
        .check(main);
  }

  static Stream<Arguments> contracts() {
    return Stream.of(
        Arguments.of(EmailSender.class, EmailSenderContract.class),
        Arguments.of(IdempotencyStore.class, IdempotencyStoreContract.class),
        Arguments.of(RateLimiter.class, RateLimiterContract.class),
        Arguments.of(WebhookDispatcher.class, WebhookDispatcherContract.class),
        Arguments.of(WebhookEndpoints.class, WebhookEndpointsContract.class),
        Arguments.of(WebhookOperations.class, WebhookOperationsContract.class),
        Arguments.of(WebhookVerifier.class, WebhookVerifierContract.class));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyImplementationHasATestOfTheContract(Class<?> api, Class<?> contract) {
    implementationsOf(api).eachHasATestNamedAfterItOf(contract, tests);
  }

  static Stream<Arguments> contractsOnTheSeam() {
    return Stream.of(
        Arguments.of("idempotency.RpcIdempotencyStore"),
        Arguments.of("send.internal.OutboxDispatcher"),
        Arguments.of("send.rpc.RpcWebhookEndpoints"),
        Arguments.of("send.rpc.RpcWebhookOperations"));
  }

  @ParameterizedTest
  @MethodSource("contractsOnTheSeam")
  void everyContractRunsOverEachBackendOfTheSeam(String implementation) {
    assertThat(tests.stream().map(JavaClass::getName))
        .containsAll(
            SeamBackends.suffixes().stream()
                .map(suffix -> "dev.belay.webhook." + implementation + suffix)
                .toList());
  }
}
