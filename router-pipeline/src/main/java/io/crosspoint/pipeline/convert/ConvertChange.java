package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.event.TransmitGroup;
import io.crosspoint.pipeline.matrix.ReadCounts;
import io.crosspoint.pipeline.matrix.RouteSchedule;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.ptp.clock.MediaClock;
import org.jspecify.annotations.Nullable;

/** What convert puts in place or takes out at one command: built by {@link ConvertParts}, applied by {@link ConvertStage}. */
public final class ConvertChange {

  /** An input as it comes, from now on; null for one that is gone. Both may be of the same input: the old is replaced. */
  record Input(int input, @Nullable SourceStream stream) {}

  /** An input converted to a rate, from now on; null for one that is gone. */
  record Converter(Bank bank, int input, @Nullable InputConverter converter) {}

  /** A rate that a device's clock is read at from now on. */
  record Reading(SenderClock clock, SenderReading reading) {}

  /** A transmit group from now on; null for one that has ended. */
  record Group(int number, @Nullable Feeding group) {}

  /** The converters to one rate, by input. */
  static final class Bank {
    final @Nullable InputConverter[] converters;

    Bank(int mostInputs) {
      this.converters = new @Nullable InputConverter[mostInputs];
    }
  }

  /** What the outputs of one group read of the converters. */
  static final class Feeding {
    final MediaClock clock;
    final Bank bank;
    final ReadCounts reads;
    /** Each group reads as far back as its packets are long. Taken over from the group of the same number, if there was one. */
    RouteSchedule routes;

    /** The converters that its outputs read, now or by a pending change, and how many they are. */
    final @Nullable InputConverter[] feeds;

    int count;

    Feeding(TransmitGroup group, Bank bank, RouteTable initial, int mostInputs) {
      this.clock = new MediaClock(group.rateHz());
      this.bank = bank;
      this.reads = new ReadCounts(group, mostInputs);
      this.routes = new RouteSchedule(initial);
      this.feeds = new @Nullable InputConverter[mostInputs];
    }
  }

  final SenderClocks[] senders;
  final Input[] inputs;
  final Converter[] converters;
  final Reading[] readings;
  final Group[] groups;
  /** Told by the stage: clocks that no stream needs any more. */
  final SenderClock[] dropped;

  int droppedCount;

  ConvertChange(SenderClocks[] senders, Input[] inputs, Converter[] converters, Reading[] readings, Group[] groups) {
    this.senders = senders;
    this.inputs = inputs;
    this.converters = converters;
    this.readings = readings;
    this.groups = groups;
    this.dropped = new SenderClock[inputs.length];
  }
}
