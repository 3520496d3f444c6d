package io.crosspoint.app.control;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.PlantSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model between the reading of its files and the start of the router: what survived says what the router begins with, and once that
 * runs, commands are taken.
 */
public final class Controls implements AutoCloseable {

  private final RouterConfig config;
  private final Wiring wiring;
  private final Restoration begin;
  private final List<String> findings;
  private @Nullable Recorder recorder;
  private @Nullable Control control;

  private Controls(RouterConfig config, Wiring wiring, Restoration begin, @Nullable Recorder recorder, List<String> findings) {
    this.config = config;
    this.wiring = wiring;
    this.begin = begin;
    this.recorder = recorder;
    this.findings = List.copyOf(findings);
  }

  /**
   * Reads what survived.
   *
   * @param file the configuration, which the journal and the audit log stand beside unless it says otherwise
   * @throws IOException with one sentence for an operator when a place that the configuration names cannot be had, or another router uses
   *     the journal
   */
  public static Controls open(RouterConfig config, Path file) throws IOException {
    Wiring wiring = new Wiring(config);
    List<String> findings = new ArrayList<>();
    Path journalFile = config.control().journal();
    Path auditFile = config.control().audit();
    Journal journal = null;
    AuditLog audit = null;
    try {
      journal = Journal.open(journalFile == null ? StatePlace.of(file, ".state") : journalFile);
    } catch (IOException e) {
      refuseOrTell(e, "control.journal", journalFile, findings, "changes made on air end with this run");
    }
    try {
      audit = AuditLog.open(auditFile == null ? StatePlace.of(file, ".audit") : auditFile);
    } catch (IOException e) {
      if (journal != null && auditFile != null) {
        journal.close();
      }
      refuseOrTell(e, "control.audit", auditFile, findings, "who changes what is not recorded");
    }
    Memory memory = journal == null ? new Memory() : journal.memory();
    if (journal != null) {
      findings.addAll(journal.findings());
    }
    Restoration begin = Restoration.of(Desired.of(config), wiring, memory);
    findings.addAll(begin.dropped());
    Recorder recorder = journal == null && audit == null ? null : new Recorder(journal, audit);
    return new Controls(config, wiring, begin, recorder, findings);
  }

  /** What an operator asked for must be there; what is only usual need not. */
  private static void refuseOrTell(IOException e, String key, @Nullable Path asked, List<String> findings, String consequence)
      throws IOException {
    String why = e.getMessage() == null ? e.toString() : e.getMessage();
    boolean isTaken = why.startsWith("another router");
    if (asked != null || isTaken) {
      throw new IOException("cannot keep changes in " + (asked == null ? "the file beside the configuration" : asked) + " (" + key + "): "
          + why, e);
    }
    findings.add(consequence + ", because there is no place beside the configuration (" + why + "); give " + key);
  }

  /** Everything that an operator should know of what was read, one sentence each. */
  public List<String> findings() {
    return findings;
  }

  /** What the router is to begin with. */
  public PlantSpec plant() {
    return begin.plant(config, wiring);
  }

  public Wiring wiring() {
    return wiring;
  }

  /** Begins to take commands. Called once, when the router runs. */
  public Control start(DataPlane plane, EventLog events, InstantSource time) {
    Model model = new Model(wiring, begin, plane::isReachable);
    Control started = new Control(wiring, model, plane, events, recorder, time, Desired.of(config));
    started.start();
    control = started;
    return started;
  }

  /** Whether a crosspoint leads to an output now. */
  public boolean isRouted(String output) {
    Control now = control;
    MatrixState.Output stands = now == null ? null : now.state().outputs().get(output);
    return stands != null && !stands.held().isEmpty();
  }

  @Override
  public void close() {
    if (control != null) {
      control.close();
    } else if (recorder != null) {
      recorder.close();
    }
    recorder = null;
    control = null;
  }
}
