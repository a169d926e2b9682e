package dev.belay.support.architecture;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.belay.support.BelayException;
import dev.belay.support.Secret;
import dev.belay.support.telemetry.TelemetryLeakScan;
import dev.belay.testservers.leak.LeakScan;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What holds in every module. The architecture test in a module's root package extends it and says
 * what is the module's own, so that a rule which is added here holds everywhere.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ModuleRules {

  /** Only what goes through {@code Refusals} is scanned for secrets. */
  private static final Pattern PASSES_THE_SCAN_BY =
      Pattern.compile(
          "org\\.assertj\\..*\\.(assertThat\\w*(Thrown|Exception|Code)\\w*|catch\\w+)\\(.*"
              + "|org\\.junit\\..*\\.assertThrows\\w*\\(.*");

  protected final JavaClasses main;
  protected final JavaClasses tests;

  protected ModuleRules() {
    String root = getClass().getPackageName();
    main =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
    tests =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages(root);
  }

  /**
   * The simple names of all classes in which a secret leaves its wrapper, and what each does with
   * it. Add one only after thinking.
   */
  protected abstract Map<String, String> revealSecrets();

  /** The simple names of records that hold a secret. A record prints its fields. */
  protected Set<String> recordsWithSecrets() {
    return Set.of();
  }

  /** Those who implement an interface of the module, which are never none. */
  protected final Implementations implementationsOf(Class<?> api) {
    Implementations found = Implementations.of(api, main);
    assertThat(found.types()).isNotEmpty();
    return found;
  }

  @Test
  void noPublicMethodShowsAnInternalType() {
    main.stream()
        .filter(type -> !type.getPackageName().endsWith(".internal"))
        .filter(type -> type.getModifiers().contains(PUBLIC))
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(method -> method.getModifiers().contains(PUBLIC))
        .forEach(
            method ->
                assertThat(method.getAllInvolvedRawTypes())
                    .as(method.getFullName())
                    .noneMatch(type -> type.getPackageName().endsWith(".internal")));
  }

  @Test
  void knowsNoInternalsOfAnotherModule() {
    String own = getClass().getPackageName() + ".";
    assertThat(
            main.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(
                    dependency -> {
                      String name = dependency.getTargetClass().getPackageName() + ".";
                      return name.startsWith("dev.belay.")
                          && name.contains(".internal.")
                          && !name.startsWith(own);
                    }))
        .isEmpty();
  }

  @Test
  void failuresAreOfTheOneTree() {
    assertThat(main.stream().filter(ModuleRules::isFailure))
        .allSatisfy(type -> assertThat(type.reflect()).isAssignableTo(BelayException.class))
        .allSatisfy(type -> assertThat(type.getSimpleName()).endsWith("Exception"));
  }

  private static boolean isFailure(JavaClass type) {
    return type.getSimpleName().endsWith("Exception")
        || (type.getModifiers().contains(PUBLIC)
            && Throwable.class.isAssignableFrom(type.reflect()));
  }

  @Test
  void secretsComeOutInFewPlaces() {
    assertThat(
            main.stream()
                .filter(type -> !type.isEquivalentTo(Secret.class))
                .filter(type -> uses(type, Secret.class.getName(), "reveal"))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet()))
        .isEqualTo(revealSecrets().keySet());
  }

  @Test
  void fewRecordsHoldASecret() {
    assertThat(
            main.stream()
                .filter(type -> type.isAssignableTo(Record.class))
                .filter(
                    type ->
                        type.getFields().stream()
                            .anyMatch(field -> field.getRawType().isEquivalentTo(Secret.class)))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet()))
        .isEqualTo(recordsWithSecrets());
  }

  @Test
  void settlesNoGlobalTelemetry() {
    assertThat(
            main.stream()
                .filter(type -> uses(type, "io.opentelemetry.api.GlobalOpenTelemetry", "get")))
        .as("makes a later GlobalOpenTelemetry.set() of the application fail")
        .isEmpty();
  }

  @Test
  void testsTakeRefusalsWhereTheyAreScanned() {
    assertThat(
            tests.stream()
                .flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
                .filter(access -> PASSES_THE_SCAN_BY.matcher(target(access)).matches()))
        .isEmpty();
  }

  @Test
  void thisRunIsScannedForSecrets() {
    assertThat(LeakScan.isActive()).isTrue();
  }

  @Test
  void telemetryIsScannedWhereThereIsAny() {
    assertThat(TelemetryLeakScan.isActive())
        .isEqualTo(
            main.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getPackageName())
                .anyMatch(name -> name.startsWith("io.opentelemetry.api")));
  }

  /** By a call or a method reference. */
  private static boolean uses(JavaClass type, String owner, String method) {
    return type.getCodeUnitAccessesFromSelf().stream()
        .map(ModuleRules::target)
        .anyMatch(target -> target.startsWith(owner + "." + method + "("));
  }

  private static String target(JavaAccess<?> access) {
    return access.getTarget().getFullName();
  }
}
