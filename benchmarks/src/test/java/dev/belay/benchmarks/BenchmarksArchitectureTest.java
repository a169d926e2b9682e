package dev.belay.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** What README.md asks of a benchmark. */
class BenchmarksArchitectureTest {

  /** Iterations of a run, which those that take turns share out: see {@link Benchmarks}. */
  private static final int ITERATIONS = 6;

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("jmh_generated"))
          .importPackages("dev.belay.benchmarks");

  @Test
  void theyMeasureOnlyWhatIsPublic() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.belay..internal..")
        .check(OURS);
  }

  @Test
  void eachHasAContenderThatIsTheLimitAndOneMore() {
    assertThat(benchmarks())
        .isNotEmpty()
        .allSatisfy(type -> assertThat(contenders(type)).isGreaterThan(1));
  }

  @Test
  void thoseWithoutAParameterTakeTurnsThatComeOut() {
    assertThat(benchmarks())
        .filteredOn(type -> !hasParameter(type))
        .isNotEmpty()
        .allSatisfy(
            type -> {
              assertThat(type.getAllFields())
                  .anyMatch(field -> field.getRawType().isEquivalentTo(Turns.class));
              assertThat(ITERATIONS % contenders(type)).isZero();
            });
  }

  @Test
  void eachHasAGoal() {
    assertThat(Benchmarks.GOALS)
        .extracting(goal -> goal.benchmark().split("\\.", 2)[0])
        .containsAll(benchmarks().stream().map(JavaClass::getSimpleName).toList());
  }

  @Test
  void eachGoalIsOfABenchmark() {
    assertThat(benchmarks().stream().flatMap(BenchmarksArchitectureTest::names))
        .containsAll(Benchmarks.GOALS.stream().map(Goal::benchmark).toList());
  }

  @Test
  void thoseThatSeparateCoresSaySo() {
    assertThat(benchmarks())
        .isNotEmpty()
        .allSatisfy(
            type ->
                assertThat(separatesCores(type))
                    .as(type.getName())
                    .isEqualTo(type.isAnnotatedWith(OnSeparateCores.class)));
  }

  private static boolean separatesCores(JavaClass type) {
    return type.getMethodCallsFromSelf().stream()
        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Cores.class));
  }

  private static List<JavaClass> benchmarks() {
    return OURS.stream()
        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
        .filter(type -> methods(type).findAny().isPresent())
        .toList();
  }

  private static Stream<String> names(JavaClass type) {
    return methods(type).map(method -> type.getSimpleName() + "." + method.getName());
  }

  private static Stream<JavaMethod> methods(JavaClass type) {
    return type.getAllMethods().stream().filter(method -> method.isAnnotatedWith(Benchmark.class));
  }

  private static boolean hasParameter(JavaClass type) {
    return type.getAllFields().stream().anyMatch(field -> field.isAnnotatedWith(Param.class));
  }

  private static int contenders(JavaClass type) throws ClassNotFoundException {
    return Class.forName(type.getName() + "$Contender").getEnumConstants().length;
  }
}
