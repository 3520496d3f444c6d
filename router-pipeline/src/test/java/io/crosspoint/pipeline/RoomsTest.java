package io.crosspoint.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls between the rooms of this module (design, sections 2 and 6). */
class RoomsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.crosspoint.pipeline");

  private static final String[] PURE = {
    "..pipeline.pcm..", "..pipeline.rtp..", "..pipeline.place..", "..pipeline.convert..", "..pipeline.matrix..", "..pipeline.send.."
  };

  @Test
  void shouldKeepSocketsLoggersAndMetricsOutOfThePureRooms() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "java.nio.channels..", "java.time..", "org.slf4j..", "ch.qos..", "io.netty..", "io.micrometer..",
            "io.prometheus..", "net.openhft..", "..ptp.linux..", "..ptp.tick..", "..pipeline.io..", "..pipeline.engine..")
        .because("the output is a pure function of the event sequence")
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
        .haveSimpleName("HostClocks")
        .because("every time that a stage needs is in the event")
        .check(CLASSES);
  }

  @Test
  void shouldNeitherLockNorStartThreadsInThePureRooms() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent..")
        .because("stages run on the thread that calls them and meet others at the ring")
        .check(CLASSES);
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(PURE)
        .should()
        .haveModifier(JavaModifier.SYNCHRONIZED)
        .check(CLASSES);
  }

  @Test
  void shouldSleepAtTheEdgesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..pipeline.io..", "..pipeline.engine..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.locks.LockSupport")
        .because("nothing waits but the tick and the receiving thread")
        .check(CLASSES);
  }

  @Test
  void shouldKnowNettyAndTheKernelInOneRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..pipeline.io..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "java.nio.channels..")
        .because("the seam below the pipeline is PacketSource and PacketSink")
        .check(CLASSES);
  }

  @Test
  void shouldNotKnowWhoWatches() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.crosspoint.app..", "io.micrometer..", "io.prometheus..")
        .because("counters are read from outside")
        .check(CLASSES);
  }

  @Test
  void shouldStartThreadsInOneRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..pipeline.engine..")
        .should()
        .callMethod(Thread.class, "start")
        .orShould()
        .callMethod(Thread.class, "ofPlatform")
        .orShould()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callConstructor(Thread.class, Runnable.class)
        .because("who runs what is decided in the engine")
        .check(CLASSES);
  }

  /** Every room knows the plan records of the root package, which know the formats of {@code pcm}. */
  @Test
  void shouldHaveNoCircleOfRooms() {
    slices().matching("io.crosspoint.pipeline.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
