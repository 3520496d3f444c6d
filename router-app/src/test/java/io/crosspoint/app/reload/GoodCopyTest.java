package io.crosspoint.app.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.FakeHost;
import io.crosspoint.app.config.FileText;
import io.crosspoint.app.control.Plans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which text is kept, and when. */
class GoodCopyTest {

  private static final long SECOND_NS = 1_000_000_000L;

  @TempDir
  private Path directory;

  @Test
  void shouldKeepWhatHasServedWell() throws IOException {
    Path file = directory.resolve("plant.yaml");
    GoodCopy good = new GoodCopy(file);
    assertFalse(good.observe("a", true, 0));
    assertFalse(good.observe("a", false, 5 * SECOND_NS));
    assertFalse(good.observe("a", true, 9 * SECOND_NS));
    assertFalse(good.observe("a", true, 18 * SECOND_NS), "it was not well at five");
    assertTrue(good.observe("a", true, 19 * SECOND_NS));
    assertFalse(good.observe("a", true, 40 * SECOND_NS), "it is kept already");
    assertFalse(good.observe("b", true, 41 * SECOND_NS));
    assertFalse(good.observe("c", true, 50 * SECOND_NS), "another text begins anew");
    assertEquals("a", Files.readString(GoodCopy.of(file)));
    assertTrue(good.observe("c", true, 60 * SECOND_NS));
    assertFalse(new GoodCopy(file).observe("c", true, 90 * SECOND_NS), "and is remembered after a restart");
    assertEquals("c", Files.readString(GoodCopy.of(file)));
  }

  @Test
  void shouldOfferOnlyWhatIsLegalNow() throws IOException {
    Path file = directory.resolve("plant.yaml");
    assertEquals(Optional.empty(), GoodCopy.find(file, FakeHost.STUDIO));
    Files.writeString(GoodCopy.of(file), "name: x");
    assertEquals(Optional.empty(), GoodCopy.find(file, FakeHost.STUDIO));
    Files.writeString(GoodCopy.of(file), Plans.usualText());
    assertEquals(Plans.usualText(), GoodCopy.find(file, FakeHost.STUDIO).map(FileText.Present::text).orElse(""));
  }
}
