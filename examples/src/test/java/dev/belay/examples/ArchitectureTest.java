package dev.belay.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.belay.testservers.leak.LeakScan;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.belay.examples");

  @Test
  void examplesUseOnlyWhatIsPublic() {
    noClasses().should().dependOnClassesThat().resideInAPackage("..internal..").check(OURS);
  }

  @Test
  void theDemonstrationStandsWithoutTheCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("..demo..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..cli..")
        .check(OURS);
  }

  @Test
  void commandsArePackagePrivate() {
    classes().that().haveSimpleNameEndingWith("Command").should().notBePublic().check(OURS);
  }

  @Test
  void thisRunIsScannedForSecrets() {
    assertThat(LeakScan.isActive()).isTrue();
  }
}
