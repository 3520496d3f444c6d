package io.crosspoint.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A program running for a test. The newest {@value #KEPT_LINES} lines of its output (standard output and error together) are kept.
 *
 * <p>{@link #close()} sends SIGINT, so that programs finish their files, and kills after two seconds.
 */
public final class PeerProcess implements AutoCloseable {

  private static final int KEPT_LINES = 20_000;

  private final String name;
  private final Process process;
  private final Thread reader;
  private final Deque<String> lines = new ArrayDeque<>();

  private PeerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().name("output of " + name).start(this::read);
  }

  /** Starts a command on the machine itself. Prefer {@link LabHost#start}. */
  public static PeerProcess start(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, sbin) -> path + ":" + sbin);
      Process process = builder.start();
      process.getOutputStream().close();
      // Whatever fails: no program outlives the tests, least of all one with real-time priority.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new PeerProcess(command.getFirst(), process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  /** Runs a command to its end; returns its output; fails when it does or takes longer than ten seconds. */
  public static String run(List<String> command) {
    try (PeerProcess peer = start(command)) {
      if (!peer.awaitExit(Duration.ofSeconds(10))) {
        throw new AssertionError("still running after 10 s: " + String.join(" ", command));
      }
      if (peer.exitCode() != 0) {
        throw new AssertionError(String.join(" ", command) + " ended with " + peer.exitCode() + ":\n" + peer.output());
      }
      return peer.output();
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** The exit code of a program that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Waits for the end of the program and of its output. */
  public boolean awaitExit(Duration atMost) {
    try {
      return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS) && reader.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for a line that contains a match of the expression, and returns it; fails with the output so far. */
  public String awaitLine(String regex, Duration atMost) {
    Pattern pattern = Pattern.compile(regex);
    String[] found = new String[1];
    boolean seen =
        Await.within(
            atMost,
            () -> {
              found[0] = lines().stream().filter(l -> pattern.matcher(l).find()).findFirst().orElse(null);
              return found[0] != null || !isAlive();
            });
    if (!seen || found[0] == null) {
      throw new AssertionError(name + " did not print /" + regex + "/; it printed:\n" + output());
    }
    return found[0];
  }

  /** The lines printed so far. */
  public List<String> lines() {
    synchronized (lines) {
      return new ArrayList<>(lines);
    }
  }

  public String output() {
    return String.join("\n", lines());
  }

  /** Sends a signal by its name without SIG, for example {@code INT} or {@code STOP}. */
  public void signal(String signalName) {
    if (process.isAlive()) {
      run(List.of("kill", "-" + signalName, Long.toString(process.pid())));
    }
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor(2, TimeUnit.SECONDS);
        }
      }
      reader.join(Duration.ofSeconds(1));
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = output.readLine()) != null) {
        synchronized (lines) {
          if (lines.size() == KEPT_LINES) {
            lines.removeFirst();
          }
          lines.addLast(line);
        }
      }
    } catch (IOException e) {
      synchronized (lines) {
        lines.addLast("(output ended: " + e.getMessage() + ")");
      }
    }
  }
}
