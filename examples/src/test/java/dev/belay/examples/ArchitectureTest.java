package dev.belay.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import dev.belay.support.architecture.ModuleRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {

  @Override
  protected Map<String, String> revealSecrets() {
    return Map.ofEntries(
        entry("KeySource", "looks at its form"),
        entry("KeyRingFile", "writes the ring"),
        entry("GivenDatabase", "logs in with it"),
        entry("RotateWebhookSecretCommand", "writes the variables"),
        entry("ProviderCall", "sends it"),
        entry("Demo", "plays the team's environment and the providers"));
  }

  @Test
  void examplesUseOnlyWhatIsPublic() {
    noClasses().should().dependOnClassesThat().resideInAPackage("..internal..").check(main);
  }

  @Test
  void theDemonstrationStandsWithoutTheCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("..demo..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..cli..")
        .check(main);
  }

  @Test
  void commandsArePackagePrivate() {
    classes().that().haveSimpleNameEndingWith("Command").should().notBePublic().check(main);
  }
}
