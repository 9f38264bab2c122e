package dev.slipway.conformance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The rules of the house that a program can check.
class HouseTest {
  private static final int FEWEST = 300;

  /// The worker is a process of its own, and speaks through its standard streams.
  private static final String WORKER = "dev.slipway.builder.worker..";

  private static final String SYSTEM = "java.lang.System";

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.slipway");

  @Test
  void looksAtTheWholeHouse() {
    assertThat(HOUSE.size()).isGreaterThan(FEWEST);
  }

  @Test
  void modulesDependInOneDirection() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("image")
        .definedBy("dev.slipway.image..")
        .layer("dockerfile")
        .definedBy("dev.slipway.dockerfile..")
        .layer("registry")
        .definedBy("dev.slipway.registry..")
        .layer("builder")
        .definedBy("dev.slipway.builder..")
        .layer("conformance")
        .definedBy("dev.slipway.conformance..")
        .whereLayer("conformance")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("builder")
        .mayOnlyBeAccessedByLayers("conformance")
        .whereLayer("registry")
        .mayOnlyBeAccessedByLayers("builder", "conformance")
        .whereLayer("dockerfile")
        .mayOnlyBeAccessedByLayers("builder", "conformance")
        .check(HOUSE);
    noClasses()
        .that(resideInAPackage("dev.slipway.dockerfile.."))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.slipway.image.."))
        .check(HOUSE);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith(NullMarked.class)
        .check(HOUSE);
    var marked =
        HOUSE.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .toList();
    assertThat(HOUSE.stream().map(JavaClass::getPackageName).distinct()).isSubsetOf(marked);
  }

  @Test
  void onlyTheSandboxCallsTheKernel() {
    noClasses()
        .that(DescribedPredicate.not(resideInAPackage("..sandbox..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(HOUSE);
  }

  @Test
  void librariesNeitherPrintNorExitNorReadTheEnvironment() {
    noClasses()
        .that(DescribedPredicate.not(resideInAnyPackage("dev.slipway.cli..", WORKER)))
        .should()
        .accessField(SYSTEM, "out")
        .orShould()
        .accessField(SYSTEM, "err")
        .orShould()
        .callMethod(SYSTEM, "exit", "int")
        .orShould()
        .callMethod(SYSTEM, "getenv")
        .orShould()
        .callMethod(SYSTEM, "getenv", "java.lang.String")
        .check(HOUSE);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*[a-z](Utils|Helper|Manager|Impl|Base|Abstract|Data|Info)")
        .check(HOUSE);
  }

  @Test
  void nobodyThrowsAnExceptionWithoutAKind() {
    noClasses()
        .should()
        .callConstructor(RuntimeException.class, String.class)
        .orShould()
        .callConstructor(RuntimeException.class, String.class, Throwable.class)
        .orShould()
        .callConstructor(Exception.class, String.class)
        .because("a caller could do nothing about it")
        .allowEmptyShould(false)
        .check(
            HOUSE.that(DescribedPredicate.not(JavaClass.Predicates.assignableTo(Throwable.class))));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.slipway.(*)..").should().beFreeOfCycles().check(HOUSE);
  }
}
