package io.crosspoint.app.cli;

import io.crosspoint.lab.PeerProcess;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The router as a process of its own, from the classes under test. */
public final class RouterProcess {

  private RouterProcess() {}

  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Absolute, because a peer need not share our directory; without test classes, because their logging is not the product's.
    String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes") && !entry.endsWith("-tests.jar"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-cp", classPath, Crosspoint.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  static PeerProcess start(String... arguments) {
    return PeerProcess.start(command(arguments));
  }
}
