package io.crosspoint.app.cli;

import io.crosspoint.app.record.Recorder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One line for each change of what a recording does. */
final class RecordingLog {

  private final Map<String, Recorder.State> told = new HashMap<>();

  List<StateLog.Line> changes(List<Recorder> recorders) {
    List<StateLog.Line> lines = new ArrayList<>();
    for (Recorder recorder : recorders) {
      Recorder.State state = recorder.state();
      Recorder.State before = told.put(recorder.spec().name(), state);
      if (before != null && before != state) {
        lines.add(new StateLog.Line(isTrouble(state), "recording " + recorder.spec().name() + ": " + words(recorder, state)));
      }
    }
    return lines;
  }

  private static boolean isTrouble(Recorder.State state) {
    return state == Recorder.State.DISK_FULL || state == Recorder.State.FAILED;
  }

  private static String words(Recorder recorder, Recorder.State state) {
    return switch (state) {
      case WAITING -> "waiting";
      case RECORDING -> "writing " + recorder.path();
      case DISK_FULL, FAILED -> recorder.problem();
    };
  }
}
