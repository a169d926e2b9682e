package dev.belay.testservers;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay.testservers");

  @Test
  void importsNothingOfTheOtherModules() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.belay..").and(resideOutsideOfPackage("dev.belay.testservers..")))
        .because("the other modules' tests use this one, so an import would close a circle")
        .check(CLASSES);
  }

  @Test
  void onlyTheSessionAndItsListenerNeedJUnitToBeLoaded() {
    noClasses()
        .that()
        .haveSimpleNameNotContaining("LeakScanSession")
        .and()
        .haveSimpleNameNotContaining("RunListener")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.junit..")
        .because("the servers are used by programs too, which have no JUnit")
        .check(CLASSES);
  }
}
