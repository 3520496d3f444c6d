package io.crosspoint.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls between the rooms of this module (design, section 6). */
class RoomsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.crosspoint.app");

  @Test
  void shouldReadTheFileWithoutSideEffects() {
    noClasses()
        .that()
        .resideInAPackage("..app.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.nio.channels..", "java.util.concurrent..", "io.micrometer..", "picocli..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .because("reading a configuration opens and starts nothing")
        .check(CLASSES);
  }

  @Test
  void shouldKnowYamlInOneRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..app.config..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .because("beyond the reader there are plans, not nodes")
        .check(CLASSES);
  }

  @Test
  void shouldKnowMetricsLibrariesInOneRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..app.metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "io.prometheus..")
        .because("everyone else counts in the pipeline's counters")
        .check(CLASSES);
  }

  @Test
  void shouldKnowHttpInOneRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..app.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .because("other doors will come to the same model")
        .check(CLASSES);
  }

  @Test
  void shouldPrintThroughTheCommandLine() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .because("a test reads what a user would")
        .check(CLASSES);
  }

  @Test
  void shouldHaveNoCyclesBetweenRooms() {
    slices()
        .matching("io.crosspoint.app.(*)..")
        .should()
        .beFreeOfCycles()
        // Commands live with what they command; the root lists them, and they fail through its exception.
        .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage("..app.cli.."))
        .check(CLASSES);
  }
}
