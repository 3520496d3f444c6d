package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.event.Installation;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.matrix.RouteSchedule;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.place.PlaceChange.Closing;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of every packet on its input's timeline, and closes frames as TRANSMIT events pass: what comes behind one that has read
 * a frame is late for it, whatever any clock says.
 */
public final class PlaceStage implements Stage {

  private final @Nullable PlacedInput[] inputs;
  private final @Nullable Closing[] groups;
  private final RouteSchedule routes;
  /** One behind the last input and the last group that is there. */
  private int inputsEnd;

  private int groupsEnd;
  private boolean hasEpoch;
  private int epoch;

  /**
   * Receives nothing until inputs are installed.
   *
   * @param initial the routes that hold at the beginning
   */
  public PlaceStage(int mostInputs, int mostGroups, RouteTable initial) {
    this.inputs = new @Nullable PlacedInput[mostInputs];
    this.groups = new @Nullable Closing[mostGroups];
    this.routes = new RouteSchedule(initial);
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    switch (event.kind) {
      case PACKET -> onPacket(event, slab, offset);
      case AUDIO -> onAudio(event, slab);
      case TRANSMIT -> {
        Closing group = groups[event.group];
        if (group != null) {
          onTransmit(event, group);
        }
      }
      case COMMAND -> {
        if (event.command instanceof RouteTable table) {
          RouteTable before = routes.add(table, event.fromPtpNs, event.clockEpoch);
          boolean isChanged = count(table, true);
          isChanged |= before != null && count(before, false);
          if (isChanged) {
            findWhatGroupsClose();
          }
        } else if (event.command instanceof Installation installed && installed.place() instanceof PlaceChange change) {
          apply(change);
        }
      }
      case NONE -> {}
    }
  }

  /** From now on, or, before the shard runs, from the beginning. */
  public void apply(PlaceChange change) {
    for (PlaceChange.Input input : change.inputs) {
      PlacedInput placed = input.placed();
      inputs[input.input()] = placed;
      if (placed != null && hasEpoch) {
        placed.receiver.begin(epoch);
      }
    }
    for (int i = 0; i < change.groups.length; i++) {
      int number = change.groups[i].group();
      Closing before = groups[number];
      Closing after = change.closings[i];
      groups[number] = after;
      if (after != null) {
        after.reachedPtpNs = before == null ? Long.MIN_VALUE : before.reachedPtpNs;
        routes.countIn(after.reads);
      }
    }
    inputsEnd = end(inputs);
    groupsEnd = end(groups);
    findWhatGroupsClose();
  }

  private static int end(@Nullable Object[] places) {
    int end = places.length;
    while (end > 0 && places[end - 1] == null) {
      end--;
    }
    return end;
  }

  /** A packet of an input that is there no more goes no further. */
  private void onPacket(MediaEvent event, MemorySegment slab, long offset) {
    PlacedInput input = inputs[event.input];
    if (input == null) {
      event.frames = 0;
    } else {
      input.receiver.onPacket(event, slab, offset);
    }
  }

  private void onAudio(MediaEvent event, MemorySegment slab) {
    PlacedInput input = inputs[event.input];
    SourceReceiver source = input == null ? null : input.source;
    if (input == null || source == null) {
      event.frames = 0;
      return;
    }
    source.onAudio(event, slab);
    if (event.frames > 0) {
      InputReceiver.measure(input.peaks, source.timeline(), event.firstIndex, event.frames);
    }
  }

  private void onTransmit(MediaEvent event, Closing group) {
    hasEpoch = true;
    epoch = event.clockEpoch;
    for (int i = 0; i < group.count; i++) {
      PlacedInput input = inputs[group.inputs[i]];
      if (input != null && input.source != null) {
        input.source.onTransmit(event);
      } else if (input != null) {
        input.receiver.onTransmit(event.firstIndex + event.frames, event.frames, event.clockEpoch);
      }
    }
    group.reachedPtpNs = group.clock.timeOf(event.firstIndex);
    long reachedByAllPtpNs = reachedByAllPtpNs();
    boolean isChanged = false;
    while (routes.isDue(reachedByAllPtpNs, event.clockEpoch)) {
      isChanged |= count(routes.next(), false);
    }
    if (isChanged) {
      findWhatGroupsClose();
    }
  }

  private long reachedByAllPtpNs() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < groupsEnd; i++) {
      Closing group = groups[i];
      least = group == null ? least : Math.min(least, group.reachedPtpNs);
    }
    return least;
  }

  /** Counts a table in or out; returns whether it makes a difference to what is read. */
  private boolean count(RouteTable table, boolean isAdded) {
    boolean isChanged = false;
    for (int i = 0; i < groupsEnd; i++) {
      Closing group = groups[i];
      if (group != null) {
        isChanged |= isAdded ? group.reads.add(table) : group.reads.remove(table);
      }
    }
    return isChanged;
  }

  /** A group closes what its outputs read, now or by a pending change; what none of its rate reads is closed by a group of that rate. */
  private void findWhatGroupsClose() {
    for (int i = 0; i < groupsEnd; i++) {
      Closing group = groups[i];
      if (group != null) {
        group.count = 0;
      }
    }
    for (int number = 0; number < inputsEnd; number++) {
      PlacedInput input = inputs[number];
      if (input != null) {
        findWhoCloses(number, input.rateHz);
      }
    }
  }

  private void findWhoCloses(int input, int rateHz) {
    Closing first = null;
    boolean isRead = false;
    for (int i = 0; i < groupsEnd; i++) {
      Closing group = groups[i];
      if (group != null && group.rateHz == rateHz) {
        first = first == null ? group : first;
        if (group.reads.reads(input)) {
          group.inputs[group.count++] = input;
          isRead = true;
        }
      }
    }
    if (!isRead && first != null) {
      first.inputs[first.count++] = input;
    }
  }
}
