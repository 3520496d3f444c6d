package io.crosspoint.pipeline.place;

import io.crosspoint.pipeline.meter.Counter;

/** What is counted for each input, by the place stage. */
public enum InputCounter implements Counter {
  PACKETS("input_packets", "RTP packets accepted as this input's, on all legs."),
  FRAMES("input_frames", "Frames written to the timeline (a second ST 2022-7 leg writes them again)."),
  UNTIMED("input_untimed_packets", "Packets that came before the clock was usable: no media time can be told for them."),
  MALFORMED("input_malformed_packets", "Datagrams that are not RTP version 2, truncated, or with impossible padding."),
  WRONG_PAYLOAD_TYPE("input_wrong_payload_type_packets", "RTP packets of another payload type."),
  WRONG_LENGTH("input_wrong_length_packets", "RTP packets whose payload is not a whole, positive number of frames."),
  LATE("input_late_packets", "Packets that came after some of their frames had been closed for transmission."),
  LATE_FRAMES("input_late_frames", "Frames that came too late and were never written."),
  EARLY("input_early_packets", "Packets whose timestamps lie further ahead of PTP time than the timeline reaches."),
  DUPLICATE("input_duplicate_packets", "Packets whose sequence number had been seen on the same leg."),
  REORDERED("input_reordered_packets", "Packets overtaken by a later one on the same leg."),
  LOST("input_lost_packets", "Sequence numbers that never came, counted per leg once 64 later ones have passed."),
  SENDER_CHANGES("input_sender_changes", "New SSRCs taken over after the previous sender fell silent."),
  FOREIGN_SENDER("input_foreign_sender_packets", "Packets of a second SSRC while the first is alive: two senders on one group."),
  STRAY("input_stray_packets", "Single packets whose timestamp is far from the stream's; ignored until a second one agrees."),
  REANCHORS("input_reanchors", "Times that the stream's timestamp offset was found anew after it had been known."),
  MISSING_FRAMES("input_missing_frames", "Frames closed for transmission that never came: silence of exactly that length.");

  private final String metricName;
  private final String help;

  InputCounter(String metricName, String help) {
    this.metricName = metricName;
    this.help = help;
  }

  @Override
  public String metricName() {
    return metricName;
  }

  @Override
  public String help() {
    return help;
  }
}
