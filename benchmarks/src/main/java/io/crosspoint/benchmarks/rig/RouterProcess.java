package io.crosspoint.benchmarks.rig;

import io.crosspoint.lab.Await;
import io.crosspoint.lab.LabHost;
import io.crosspoint.lab.PeerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code ./router run} in a host of the laboratory. */
public final class RouterProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final LabHost host;
  private final PeerProcess process;

  private RouterProcess(LabHost host, PeerProcess process) {
    this.host = host;
    this.process = process;
  }

  /** Starts it and waits until it says that it is ready. */
  public static RouterProcess start(LabHost host, Path launcher, Path file) {
    return start(host, launcher, file, "");
  }

  /** @param javaOptions for its virtual machine, beside those of the launcher */
  public static RouterProcess start(LabHost host, Path launcher, Path file, String javaOptions) {
    return started(host, host.start("env", "ROUTER_JAVA_OPTIONS=" + javaOptions, launcher.toString(), "run", file.toString()));
  }

  /** The same with every thread of it on one processor. */
  public static RouterProcess startOn(int processor, LabHost host, Path launcher, Path file) {
    return started(host, host.start("taskset", "-c", Integer.toString(processor), launcher.toString(), "run", file.toString()));
  }

  private static RouterProcess started(LabHost host, PeerProcess process) {
    RouterProcess router = new RouterProcess(host, process);
    boolean isReady = Await.within(Duration.ofSeconds(30), () -> router.http("/readyz").contains("\"ok\":true"));
    if (!isReady) {
      router.close();
      throw new IllegalStateException("the router did not become ready:\n" + router.process.output());
    }
    return router;
  }

  /** The process itself, for what it takes of the machine. */
  public PeerProcess process() {
    return process;
  }

  public JsonNode status() {
    return JSON.readTree(http("/api/v1/status"));
  }

  public List<String> log() {
    return process.lines();
  }

  private String http(String path) {
    PeerProcess curl = host.start("curl", "-s", "-m", "2", "http://127.0.0.1:8080" + path);
    curl.awaitExit(Duration.ofSeconds(3));
    return curl.output();
  }

  @Override
  public void close() {
    process.signal("TERM");
    process.awaitExit(Duration.ofSeconds(5));
    process.close();
  }
}
