package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.convert.ConvertChange.Feeding;
import io.crosspoint.pipeline.event.Installation;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.matrix.RouteTable;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Brings every input onto the router's clock, at the rate of whoever reads it. An input on the clock already, read at its own rate, is the
 * very timeline that place wrote, untouched; any other is converted into a timeline of its own, as far as each TRANSMIT reads.
 */
public final class ConvertStage implements Stage {

  /** Nominal rates of senders. */
  private static final int MOST_RATES = 64;

  private final @Nullable SourceStream[] streams;
  private final @Nullable Feeding[] groups;
  private final @Nullable SenderClocks[] senders = new @Nullable SenderClocks[MOST_RATES];
  private int senderRates;
  private int streamsEnd;

  private int epoch;
  private boolean hasClock;
  private long deadlinePtpNs;
  private long deadlineRawNs;

  /** Converts nothing until inputs are installed. */
  public ConvertStage(int mostInputs, int mostGroups) {
    this.streams = new @Nullable SourceStream[mostInputs];
    this.groups = new @Nullable Feeding[mostGroups];
  }

  @Override
  public void onEvent(MediaEvent event, MemorySegment slab, long offset) {
    switch (event.kind) {
      case PACKET -> {
        SourceStream stream = streams[event.input];
        if (event.frames > 0 && stream != null) {
          stream.onPacket(event, slab);
        }
      }
      case AUDIO -> {
        SourceStream stream = streams[event.input];
        if (stream != null) {
          stream.onAudio(event, slab);
        }
      }
      case TRANSMIT -> {
        Feeding group = groups[event.group];
        if (group != null) {
          onTransmit(event, group);
        }
      }
      case COMMAND -> {
        if (event.command instanceof RouteTable table) {
          onRoutes(table, event);
        } else if (event.command instanceof Installation installed && installed.convert() instanceof ConvertChange change) {
          apply(change);
        }
      }
      case NONE -> {}
    }
  }

  /** From now on, or, before the shard runs, from the beginning. */
  public void apply(ConvertChange change) {
    for (SenderClocks ofRate : change.senders) {
      senders[senderRates++] = ofRate;
    }
    for (ConvertChange.Input input : change.inputs) {
      exchange(input.input(), input.stream(), change);
    }
    for (ConvertChange.Reading reading : change.readings) {
      reading.clock().addReading(reading.reading());
    }
    for (ConvertChange.Converter converter : change.converters) {
      converter.bank().converters[converter.input()] = converter.converter();
    }
    for (ConvertChange.Group group : change.groups) {
      exchange(group.number(), group.group());
    }
    for (Feeding group : groups) {
      if (group != null) {
        findFeeds(group);
      }
    }
  }

  private void exchange(int input, @Nullable SourceStream after, ConvertChange change) {
    SourceStream before = streams[input];
    SenderClock dropped = before == null ? null : before.leave();
    if (dropped != null) {
      change.dropped[change.droppedCount++] = dropped;
    }
    streams[input] = after;
    if (after != null) {
      after.join();
    }
    streamsEnd = Math.max(streamsEnd, input + 1);
  }

  private void exchange(int number, @Nullable Feeding after) {
    Feeding before = groups[number];
    groups[number] = after;
    if (after != null) {
      after.routes = before == null ? after.routes : before.routes;
      after.routes.countIn(after.reads);
    }
  }

  private void onRoutes(RouteTable table, MediaEvent event) {
    for (Feeding group : groups) {
      if (group != null) {
        add(group, table, event);
      }
    }
  }

  private void onTransmit(MediaEvent event, Feeding group) {
    if (!hasClock || event.clockEpoch != epoch) {
      onEpoch(event);
    }
    boolean isChanged = false;
    while (group.routes.isDue(group.clock.timeOf(event.firstIndex), event.clockEpoch)) {
      isChanged |= group.reads.remove(group.routes.next());
    }
    if (isChanged) {
      findFeeds(group);
    }
    deadlinePtpNs = event.deadlinePtpNs;
    deadlineRawNs = event.deadlineRawNs;
    for (int i = 0; i < group.count; i++) {
      InputConverter converter = group.feeds[i];
      if (converter != null) {
        converter.onTransmit(event);
      }
    }
  }

  private void add(Feeding group, RouteTable table, MediaEvent event) {
    RouteTable before = group.routes.add(table, event.fromPtpNs, event.clockEpoch);
    boolean isChanged = group.reads.add(table);
    isChanged |= before != null && group.reads.remove(before);
    if (isChanged) {
      findFeeds(group);
    }
  }

  private void findFeeds(Feeding group) {
    int count = 0;
    for (int input = 0; input < streamsEnd; input++) {
      InputConverter converter = group.bank.converters[input];
      if (converter != null && group.reads.reads(input)) {
        group.feeds[count++] = converter;
      }
    }
    for (int gone = count; gone < group.count; gone++) {
      group.feeds[gone] = null;
    }
    group.count = count;
  }

  /** The plant's clock was set: by what PTP time has moved beyond what the host's own oscillator has. */
  private void onEpoch(MediaEvent event) {
    if (hasClock) {
      long stepNs = event.deadlinePtpNs - deadlinePtpNs - (event.deadlineRawNs - deadlineRawNs);
      for (int input = 0; input < streamsEnd; input++) {
        SourceStream stream = streams[input];
        if (stream != null) {
          stream.onClockStep(stepNs);
        }
      }
      for (int i = 0; i < senderRates; i++) {
        SenderClocks ofRate = senders[i];
        if (ofRate != null) {
          ofRate.onClockEpoch();
        }
      }
    }
    hasClock = true;
    epoch = event.clockEpoch;
  }
}
