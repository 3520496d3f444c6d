package io.crosspoint.app.control;

import io.crosspoint.pipeline.PipelineSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a running router cannot change of itself, key by key. Pure. */
final class Restarts {

  private final List<Plan.Restart> found = new ArrayList<>();

  private Restarts() {}

  static List<Plan.Restart> between(Desired running, Desired wanted) {
    Restarts restarts = new Restarts();
    restarts.compare("name", running.name(), wanted.name());
    restarts.compare("clock", running.clock(), wanted.clock());
    PipelineSpec was = running.pipeline();
    PipelineSpec is = wanted.pipeline();
    restarts.compare("pipeline.shards", was.shards(), is.shards());
    restarts.compare("pipeline.stages", was.stages(), is.stages());
    restarts.compare("pipeline.lead", was.leadNs(), is.leadNs());
    restarts.compare("pipeline.spread", was.spread(), is.spread());
    restarts.compare("pipeline.io", was.packetIo(), is.packetIo());
    restarts.compare("pipeline.cores.tick", was.tickCore(), is.tickCore());
    restarts.compare("flight.keep", was.keepNs(), is.keepNs());
    restarts.compare("http.listen", running.http().listen(), wanted.http().listen());
    restarts.compare("http.tokens", running.http().tokens(), wanted.http().tokens());
    restarts.compare("http.tls", running.http().tls(), wanted.http().tls());
    restarts.compare("control.journal", running.control().journal(), wanted.control().journal());
    restarts.compare("control.audit", running.control().audit(), wanted.control().audit());
    restarts.recordings(running, wanted);
    return List.copyOf(restarts.found);
  }

  private void compare(String key, @Nullable Object was, @Nullable Object is) {
    if (!Objects.equals(was, is)) {
      found.add(new Plan.Restart(key, key + " is different, and changes at the next start"));
    }
  }

  /** A recording stands on the ring of a stream that was there at start. */
  private void recordings(Desired running, Desired wanted) {
    TreeSet<String> names = new TreeSet<>(running.recordings().keySet());
    names.addAll(wanted.recordings().keySet());
    for (String name : names) {
      Desired.Recording was = running.recordings().get(name);
      Desired.Recording is = wanted.recordings().get(name);
      String key = "recordings." + name;
      if (!Objects.equals(was, is)) {
        found.add(new Plan.Restart(key, key + (was == null ? " begins" : is == null ? " ends" : " changes") + " at the next start"));
      } else if (was != null && isReplaced(was, running, wanted)) {
        found.add(new Plan.Restart(key, key + " stops with the old " + was.stream() + " and goes on at the next start"));
      }
    }
  }

  private static boolean isReplaced(Desired.Recording of, Desired running, Desired wanted) {
    return switch (of.point()) {
      case INPUT -> !Objects.equals(running.inputs().get(of.stream()), wanted.inputs().get(of.stream()));
      case OUTPUT -> !Objects.equals(running.outputs().get(of.stream()), wanted.outputs().get(of.stream()));
    };
  }
}
