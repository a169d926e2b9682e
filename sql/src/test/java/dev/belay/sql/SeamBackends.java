package dev.belay.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Locale;

/** The backends of {@link RpcClient}, of which each is a package: {@code jdbc}, {@code rest}. */
public final class SeamBackends {

  private SeamBackends() {}

  /** How the tests over each backend end: {@code OverJdbcTest}, {@code OverRestTest}. */
  public static List<String> suffixes() {
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
    return backends.stream().map(SeamBackends::suffix).toList();
  }

  private static String suffix(String backend) {
    return "Over"
        + backend.substring(0, 1).toUpperCase(Locale.ROOT)
        + backend.substring(1)
        + "Test";
  }
}
