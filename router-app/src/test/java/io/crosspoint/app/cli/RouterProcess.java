package io.crosspoint.app.cli;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.PeerProcess;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The router as a process of its own, from the classes under test. */
public final class RouterProcess {

  private static final Pattern HTTP = Pattern.compile("http on 127\\.0\\.0\\.1:(\\d+)");

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

  /** Waits for the HTTP door of a router on loopback that left its port to the system. */
  public static int httpPort(PeerProcess router, Duration within) {
    Await.until(within, "http door", () -> HTTP.matcher(router.output()).find());
    return HTTP.matcher(router.output()).results().mapToInt(door -> Integer.parseInt(door.group(1))).findFirst().orElseThrow();
  }

  static PeerProcess start(String... arguments) {
    return PeerProcess.start(command(arguments));
  }
}
