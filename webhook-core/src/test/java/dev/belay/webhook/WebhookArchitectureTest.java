package dev.belay.webhook;

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
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WebhookArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay.webhook");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("dev.belay.webhook");

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
        .check(MAIN);
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
        .check(MAIN);
  }

  /** What sends is known by its interfaces; who makes it is known by {@code WebhookOutbox}. */
  @Test
  void theSendingApiKnowsNeitherItsEngineNorItsBackend() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.webhook.send")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.belay.webhook.send.*..")
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("dev.belay.webhook.send.internal")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(RpcClient.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("dev.belay.webhook.send.rpc")
        .check(MAIN);
    assertThat(publicTypesOf("dev.belay.webhook.send.rpc")).containsExactly("WebhookOutbox");
    assertThat(publicTypesOf("dev.belay.webhook.send.internal"))
        .containsExactlyInAnyOrder(
            "ClaimedDelivery", "DeliveryResult", "Outcome", "DispatcherBuilder", "Outbox");
  }

  private static List<String> publicTypesOf(String name) {
    return MAIN.stream()
        .filter(type -> type.getPackageName().equals(name))
        .filter(type -> type.getModifiers().contains(PUBLIC))
        .map(JavaClass::getSimpleName)
        .filter(type -> !type.equals("package-info"))
        .toList();
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

  /** An adapter knows its server and the endpoint; nothing knows the adapter. */
  @Test
  void serversAreKnownToTheirAdaptersOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.webhook.jdk")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.net.httpserver..", "dev.belay.webhook.jdk")
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.belay.webhook.servlet")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.servlet..", "dev.belay.webhook.servlet")
        .check(MAIN);
  }

  @Test
  void failuresAreOfTheOneTree() {
    JavaClasses withParents =
        new ClassFileImporter().importPackages("dev.belay.webhook", "dev.belay.support");
    classes()
        .that()
        .resideInAPackage("dev.belay.webhook..")
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
        .doNotHaveSimpleName("SmtpEmailSender") // logs in with it
        .and()
        .doNotHaveSimpleName("HmacSigner") // makes a key of it
        .and()
        .doNotHaveSimpleName("HmacVerifier") // makes a key of it
        .and()
        .doNotHaveSimpleName("QStashKeys") // makes a key of it
        .and()
        .doNotHaveSimpleName("StandardSecret") // decodes it
        .and()
        .doNotHaveSimpleName("SecretFingerprint") // hashes it
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
        Arguments.of(EmailSender.class, EmailSenderContract.class),
        Arguments.of(IdempotencyStore.class, IdempotencyStoreContract.class),
        Arguments.of(RateLimiter.class, RateLimiterContract.class),
        Arguments.of(WebhookDispatcher.class, WebhookDispatcherContract.class),
        Arguments.of(WebhookEndpoints.class, WebhookEndpointsContract.class),
        Arguments.of(WebhookOperations.class, WebhookOperationsContract.class),
        Arguments.of(WebhookVerifier.class, WebhookVerifierContract.class));
  }

  /** Named after it: {@code HmacVerifierTest} runs the contract for HmacVerifier. */
  @ParameterizedTest
  @MethodSource("contracts")
  void everyImplementationHasATestOfTheContract(Class<?> api, Class<?> contract) {
    List<String> tests =
        TESTS.stream()
            .filter(type -> type.isAssignableTo(contract))
            .map(JavaClass::getName)
            .toList();
    List<JavaClass> implementations =
        MAIN.stream().filter(type -> !type.isInterface() && type.isAssignableTo(api)).toList();
    assertThat(implementations)
        .isNotEmpty()
        .allSatisfy(
            type ->
                assertThat(tests)
                    .as(type.getName())
                    .anyMatch(test -> test.startsWith(type.getName())));
  }

  static Stream<Arguments> contractsOnTheSeam() {
    return Stream.of(
        Arguments.of("idempotency.RpcIdempotencyStore"),
        Arguments.of("send.internal.OutboxDispatcher"),
        Arguments.of("send.rpc.RpcWebhookEndpoints"),
        Arguments.of("send.rpc.RpcWebhookOperations"));
  }

  /** Backends of {@link RpcClient} are in packages: {@code jdbc} asks for an OverJdbcTest. */
  @ParameterizedTest
  @MethodSource("contractsOnTheSeam")
  void everyContractRunsOverEachBackendOfTheSeam(String implementation) {
    List<String> backends =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.belay.sql")
                .stream()
                .filter(type -> !type.isInterface() && type.isAssignableTo(RpcClient.class))
                .map(type -> type.getPackageName().replaceFirst(".*\\.", ""))
                .distinct()
                .toList();
    assertThat(backends).contains("jdbc", "rest");
    for (String backend : backends) {
      String suffix = backend.substring(0, 1).toUpperCase(Locale.ROOT) + backend.substring(1);
      assertThat(TESTS.stream().map(JavaClass::getName))
          .contains("dev.belay.webhook." + implementation + "Over" + suffix + "Test");
    }
  }
}
