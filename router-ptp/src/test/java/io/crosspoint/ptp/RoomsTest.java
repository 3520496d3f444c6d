package io.crosspoint.ptp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls between the rooms of this module (design, section 6). */
class RoomsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.crosspoint.ptp");

  private static final String[] PURE = {"..ptp.wire..", "..ptp.port..", "..ptp.estimate.."};

  @Test
  void shouldKeepSocketsLoggersAndForeignFunctionsOutOfThePureRooms() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "java.nio.channels..", "java.lang.foreign..", "org.slf4j..", "java.time..", "java.util.concurrent..")
        .because("bytes and times come in as arguments")
        .check(CLASSES);
  }

  @Test
  void shouldReadNoClockInThePureRooms() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("..ptp.clock..", "..ptp.linux..")
        .because("time is an argument")
        .check(CLASSES);
  }

  @Test
  void shouldNotStartThreadsInThePureRooms() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .because("the caller's thread owns them")
        .check(CLASSES);
  }

  @Test
  void shouldKeepTheWireFreeOfEverything() {
    noClasses()
        .that()
        .resideInAPackage("..ptp.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..ptp.port..", "..ptp.estimate..")
        .because("the port reads the wire, not the other way round")
        .check(CLASSES);
  }

  @Test
  void shouldEstimateWithoutKnowingPtp() {
    noClasses()
        .that()
        .resideInAPackage("..ptp.estimate..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..ptp.wire..", "..ptp.port..")
        .because("an estimator takes pairs of times, wherever they come from")
        .check(CLASSES);
  }

  @Test
  void shouldCallTheKernelFromOneRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..ptp.linux..", "..ptp.tick..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .because("the foreign-function boundary is the linux package")
        .check(CLASSES);
  }
}
