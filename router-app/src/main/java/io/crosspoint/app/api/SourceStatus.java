package io.crosspoint.app.api;

import io.crosspoint.app.source.RunningSources;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.source.Hole;
import io.crosspoint.pipeline.source.PlayoutSnapshot;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A timestamped source in the status document. */
final class SourceStatus {

  private SourceStatus() {}

  static Map<String, Object> of(RunningSources.Running running) {
    SourceTimeline timeline = running.timeline();
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("kind", running.plan().kind());
    source.put("is", running.plan().words());
    source.put("status", running.source().status());
    source.put("windowFrames", timeline.windowFrames());
    PlayoutSnapshot snapshot = timeline.snapshot();
    if (snapshot != null) {
      source.put("aheadFrames", timeline.aheadFrames());
      source.put("readableFrames", timeline.readableIndex() - timeline.consumedIndex());
      source.put("consumedIndex", snapshot.consumedIndex());
      source.put("consumedMonotonicNs", snapshot.monotonicNs());
      source.put("consumedRawNs", snapshot.rawNs());
      source.put("consumedPtpNs", snapshot.ptpNs());
      source.put("epoch", snapshot.epoch());
    }
    source.put("written", StatusDocument.counters(timeline.counters()));
    source.put("played", StatusDocument.counters(timeline.playoutCounters()));
    List<Object> own = new ArrayList<>();
    for (Counters<?> block : running.source().counters()) {
      own.add(StatusDocument.counters(block));
    }
    source.put("counters", own);
    source.put("newestHoles", timeline.consumedHoles().stream().map(SourceStatus::hole).toList());
    return source;
  }

  private static Map<String, Object> hole(Hole hole) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("firstIndex", hole.firstIndex());
    described.put("frames", hole.frames());
    described.put("epoch", hole.epoch());
    described.put("consumedPtpNs", hole.consumedPtpNs());
    described.put("filledWith", hole.filledWith().name().toLowerCase(Locale.ROOT));
    return described;
  }
}
