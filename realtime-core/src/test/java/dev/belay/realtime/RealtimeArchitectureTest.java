package dev.belay.realtime;

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
import dev.belay.realtime.broadcast.Broadcaster;
import dev.belay.realtime.channel.RealtimeChannel;
import dev.belay.realtime.channel.RealtimeClient;
import dev.belay.support.BelayException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.LeakScan;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RealtimeArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay.realtime");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("dev.belay.realtime");

  @Test
  void decidingKnowsNeitherChannelsNorBackends() {
    noClasses()
        .that()
        .resideInAPackage("dev.belay.realtime")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.belay.realtime.*..",
            "dev.belay.auth..",
            "dev.belay.sql.jdbc..",
            "dev.belay.sql.rest..",
            "java.net.http..",
            "java.sql..",
            "javax.sql..")
        .check(MAIN);
  }

  @Test
  void settlesNoGlobalTelemetry() {
    noClasses()
        .should()
        .callMethod(GlobalOpenTelemetry.class, "get")
        .because("it makes a later GlobalOpenTelemetry.set() of the application fail")
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
        new ClassFileImporter().importPackages("dev.belay.realtime", "dev.belay.support");
    classes()
        .that()
        .resideInAPackage("dev.belay.realtime..")
        .and()
        .haveSimpleNameEndingWith("Exception")
        .should()
        .beAssignableTo(BelayException.class)
        .allowEmptyShould(true)
        .check(withParents);
  }

  /** Every place where a secret leaves its wrapper is known. Add one here only after thinking. */
  @Test
  void secretsComeOutInFewPlaces() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Endpoint") // the socket's address
        .and()
        .doNotHaveSimpleName("JoinPayload") // sends access tokens
        .and()
        .doNotHaveSimpleName("TokenLife") // reads when a token ends
        .and()
        .doNotHaveSimpleName("ProjectAccess") // looks at a key's kind
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

  static Stream<Arguments> contracts() {
    return Stream.of(Arguments.of(TopicAuthorizer.class, TopicAuthorizerContract.class));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyBackendIsPackagePrivateAndHasATestOfTheContract(Class<?> api, Class<?> contract) {
    List<JavaClass> backends =
        MAIN.stream().filter(type -> !type.isInterface() && type.isAssignableTo(api)).toList();
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

  @Test
  void everyBroadcasterRunsTheContract() {
    assertThat(
            MAIN.stream()
                .filter(type -> !type.isInterface() && type.isAssignableTo(Broadcaster.class))
                .filter(type -> !type.getSimpleName().startsWith("Traced"))
                .map(type -> type.getName() + "Test"))
        .hasSize(3)
        .allSatisfy(test -> assertThat(TESTS.contain(test)).as(test).isTrue())
        .allSatisfy(
            test ->
                assertThat(
                        TESTS.get(test).getAllRawSuperclasses().stream()
                            .map(JavaClass::getSimpleName))
                    .contains("BroadcasterContract"));
  }

  @Test
  void channelsAndBroadcastersArePackagePrivate() {
    assertThat(
            MAIN.stream()
                .filter(type -> !type.isInterface())
                .filter(
                    type ->
                        type.isAssignableTo(Broadcaster.class)
                            || type.isAssignableTo(RealtimeClient.class)
                            || type.isAssignableTo(RealtimeChannel.class)))
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(type -> assertThat(type.getModifiers()).doesNotContain(PUBLIC));
  }
}
