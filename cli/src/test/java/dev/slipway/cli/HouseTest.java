package dev.slipway.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The rules of the house that a program can check. They stand in the module that sees all others.
class HouseTest {
  private static final String ROOT = "dev.slipway";

  private static final Set<String> MODULES =
      Set.of("image", "dockerfile", "registry", "signing", "builder", "conformance", "cli");

  private static final int FEWEST = 600;

  /// Lines of a file. Most have a hundred; past three hundred ask what second idea one holds.
  private static final int LONGEST = 450;

  /// The worker is a process of its own, and speaks through its standard streams.
  private static final String WORKER = "dev.slipway.builder.worker..";

  private static final String SYSTEM = "java.lang.System";

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void looksAtTheWholeHouse() {
    assertThat(HOUSE.size()).isGreaterThan(FEWEST);
    assertThat(HOUSE.stream().map(HouseTest::module)).containsAll(MODULES);
  }

  @Test
  void modulesDependInOneDirection() {
    mayUse("image");
    mayUse("dockerfile");
    mayUse("signing", "image");
    mayUse("registry", "image");
    mayUse("builder", "dockerfile", "image", "registry");
    mayUse("conformance", "dockerfile", "image", "registry", "signing", "builder");
  }

  /// `module` uses nothing of the house but itself and `others`.
  private static void mayUse(String module, String... others) {
    var allowed = new TreeSet<>(Set.of(others));
    allowed.add(module);
    noClasses()
        .that(DescribedPredicate.describe(module, type -> module(type).equals(module)))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "belong to a module other than " + allowed,
                type -> type.getPackageName().startsWith(ROOT) && !allowed.contains(module(type))))
        .allowEmptyShould(false)
        .check(HOUSE);
  }

  private static String module(JavaClass type) {
    return type.getPackageName().split("\\.", -1)[2];
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
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
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
  void noFileIsSoLongThatItMustHoldASecondIdea() throws IOException {
    for (var module : MODULES) {
      try (var files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(LONGEST);
        }
      }
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new Rooms()).should().beFreeOfCycles().check(HOUSE);
  }

  /// Each package is a room. The root of `builder` is two: its door, which opens the rooms behind
  /// it, and the words that all of them speak: events, errors, what a caller can wish for. A caller
  /// finds both in one package; no room may use the door.
  private static final class Rooms implements SliceAssignment {
    private static final String HALL = ROOT + ".builder";
    private static final Set<String> DOOR =
        Set.of(
            "Builder",
            "BuilderSettings",
            "BuiltImage",
            "Cleaning",
            "Equipment",
            "Evaluation",
            "Preparation",
            "PreparedBuild",
            "Readiness",
            "RequestFiles");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      if (!type.getPackageName().startsWith(ROOT)) {
        return SliceIdentifier.ignore();
      }
      var room = type.getPackageName();
      return room.equals(HALL) && DOOR.contains(outermost(type).getSimpleName())
          ? SliceIdentifier.of(room, "door")
          : SliceIdentifier.of(room);
    }

    private static JavaClass outermost(JavaClass type) {
      return type.getEnclosingClass().map(Rooms::outermost).orElse(type);
    }

    @Override
    public String getDescription() {
      return "the rooms of the house";
    }
  }
}
