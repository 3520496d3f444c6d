package io.crosspoint.pipeline.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the package's documentation is code that compiles and does what it says. */
class LibraryExampleTest {

  @Test
  void shouldCompileAndRunAsDocumented(@TempDir Path directory) throws IOException, ReflectiveOperationException {
    Path source = directory.resolve("Player.java");
    Files.writeString(source, example());
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean isCompiled;
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      isCompiled =
          compiler
              .getTask(
                  messages, files, null, java.util.List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path")),
                  null, files.getJavaFileObjects(source))
              .call();
    }
    assertEquals("", messages.toString());
    assertEquals(true, isCompiled);

    double[][] tone = new double[2][44_104];
    double in = 2 * Math.PI * 997 / 44_100;
    for (int i = 0; i < tone[0].length; i++) {
      tone[0][i] = Math.sin(in * i);
      tone[1][i] = -tone[0][i];
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      double[][] out = (double[][]) loader.loadClass("Player").getMethod("toHouseRate", double[][].class).invoke(null, (Object) tone);

      assertEquals(48_000, out[0].length, 50);
      double ratio = 44_100 / 48_000.0 * (1 + 100e-6);
      assertEquals(-158, new SineFit(out[0], 512, out[0].length, in * ratio).residualDb(), 8);
      assertEquals(-out[0][1000], out[1][1000]);
    }
  }

  private static String example() throws IOException {
    String text = Files.readString(Path.of("src/main/java/io/crosspoint/pipeline/convert/package-info.java"));
    String code = text.substring(text.indexOf("{@code") + "{@code".length(), text.indexOf("}</pre>"));
    return code.lines().map(line -> line.replaceFirst("^ \\* ?", "")).collect(Collectors.joining("\n"));
  }
}
