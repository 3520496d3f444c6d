package io.crosspoint.pipeline.convert;

/** What is known now of an input's clock and its conversion. */
public enum ConvertGauge {
  /** By how much the sender's clock runs fast, in parts of 10^12. */
  DRIFT_PPT,
  /** Standard deviation of the drift, in parts of 10^12; 0 before there is an estimate. */
  UNCERTAINTY_PPT,
  /** How much audio was buffered beyond what the newest converted frame needed, ns. */
  MARGIN_NS,
  /** Ordinal of {@link ConvertMeter.State}. */
  STATE,
  /** A bit for each {@link ConvertAlarm} that holds, by ordinal. */
  ALARMS
}
