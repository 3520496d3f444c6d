package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.event.MediaEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Whoever learns that a set of taps was applied may free what the set before wrote into: nothing is written there any more. */
@JCStressTest
@Outcome(id = {"0", "1"}, expect = Expect.ACCEPTABLE, desc = "not applied yet, or with all that was taken before")
@Outcome(expect = Expect.FORBIDDEN, desc = "a tap that is gone was written")
@State
public class LiveStageStress {

  private static final MemorySegment SLAB = Arena.ofAuto().allocate(64, 64);

  private final LiveTap tap = LiveTap.ofPackets(0, 4, Arena.ofAuto().allocate(256, 64));
  private final LiveStage stage = new LiveStage((event, slab, offset) -> {});

  public LiveStageStress() {
    stage.onEvent(command(new LiveSet(1, List.of(tap))), SLAB, 0);
  }

  private static MediaEvent command(LiveSet set) {
    MediaEvent event = new MediaEvent();
    event.kind = MediaEvent.Kind.COMMAND;
    event.command = set;
    return event;
  }

  @Actor
  public void renderer() {
    MediaEvent packet = new MediaEvent();
    packet.kind = MediaEvent.Kind.PACKET;
    packet.lengthBytes = 4;
    stage.onEvent(packet, SLAB, 0);
    stage.onEvent(packet, SLAB, 0);
    stage.onEvent(command(new LiveSet(2, List.of())), SLAB, 0);
    stage.onEvent(packet, SLAB, 0);
  }

  @Actor
  public void control(I_Result result) {
    if (stage.applied() < 2) {
      result.r1 = 0;
    } else {
      result.r1 = tap.ring().available() == 2 && tap.ring().length() == 4 ? 1 : -1;
    }
  }
}
