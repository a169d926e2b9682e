package dev.belay.testservers;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPackages("dev.belay.testservers");

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
        .haveSimpleNameNotEndingWith("Test")
        .and()
        .haveSimpleNameNotContaining("LeakScanSession")
        .and()
        .haveSimpleNameNotContaining("RunListener")
        .and()
        .resideOutsideOfPackage("dev.belay.testservers.leak.fixture..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.junit..")
        .because("the servers are used by programs too, which have no JUnit")
        .check(CLASSES);
  }
}
