package dev.belay.support.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.function.Predicate;

/** The classes that implement an interface. */
public final class Implementations {

  private final List<JavaClass> types;

  private Implementations(List<JavaClass> types) {
    this.types = types;
  }

  public static Implementations of(Class<?> api, JavaClasses among) {
    return new Implementations(
        among.stream().filter(type -> !type.isInterface() && type.isAssignableTo(api)).toList());
  }

  public Implementations without(Predicate<JavaClass> others) {
    return new Implementations(types.stream().filter(others.negate()).toList());
  }

  public List<JavaClass> types() {
    return types;
  }

  public Implementations arePackagePrivate() {
    assertThat(types)
        .allSatisfy(type -> assertThat(type.getModifiers()).doesNotContain(JavaModifier.PUBLIC));
    return this;
  }

  /** {@code HmacVerifierTest} runs the contract for HmacVerifier. */
  public void eachHasATestOf(Class<?> contract, JavaClasses tests) {
    List<String> names = subclasses(contract, tests);
    assertThat(types).allSatisfy(type -> assertThat(names).contains(type.getName() + "Test"));
  }

  /** {@code RpcApiKeyVaultOverJdbcTest}, or the like, runs the contract for RpcApiKeyVault. */
  public void eachHasATestNamedAfterItOf(Class<?> contract, JavaClasses tests) {
    List<String> names = subclasses(contract, tests);
    assertThat(types)
        .allSatisfy(type -> assertThat(names).anyMatch(test -> test.startsWith(type.getName())));
  }

  /** The names of those who run a contract. */
  public static List<String> subclasses(Class<?> contract, JavaClasses tests) {
    return tests.stream()
        .filter(type -> type.isAssignableTo(contract))
        .map(JavaClass::getName)
        .toList();
  }
}
