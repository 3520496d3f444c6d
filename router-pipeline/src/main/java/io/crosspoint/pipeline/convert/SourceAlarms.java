package io.crosspoint.pipeline.convert;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.meter.Gauges;

/** Judges, window by window, what an operator should know of a stream's clock, and tells it. */
final class SourceAlarms {

  /** A source that is declared to be on the plant's clock raises an alarm from this drift, held for so long (5 s). */
  private static final double OFF_PTP_PPM = 0.5;
  private static final int OFF_PTP_WINDOWS = 20;
  private static final double FAST_PPM = 100;
  private static final int FAST_WINDOWS = 8;
  /** A stream leaves its device's clock when its own rate is so much and so many standard deviations off, for so long (3 s). */
  private static final double APART_PPM = 1;
  private static final double APART_SIGMAS = 4;
  private static final int APART_WINDOWS = 12;
  private static final long RESTARTED_NS = 10_000_000_000L;
  private static final long STARVED_NS = 1_000_000_000L;

  private final SourceStream stream;
  private final Counters<ConvertCounter> counters;
  private final Gauges<ConvertGauge> gauges;
  private int offPtpWindows;
  private int fastWindows;
  private int apartWindows;
  private long restartedUntilNs = Long.MIN_VALUE;
  private long starvedUntilNs = Long.MIN_VALUE;

  SourceAlarms(SourceStream stream, ConvertMeter meter) {
    this.stream = stream;
    this.counters = meter.counters();
    this.gauges = meter.gauges();
  }

  void onRestart(long nowPtpNs) {
    restartedUntilNs = nowPtpNs + RESTARTED_NS;
    apartWindows = 0;
    fastWindows = 0;
    tell(nowPtpNs);
  }

  void onStarved(long nowPtpNs) {
    boolean isNews = nowPtpNs >= starvedUntilNs;
    starvedUntilNs = nowPtpNs + STARVED_NS;
    if (isNews) {
      tell(nowPtpNs);
    }
  }

  /** Returns whether the stream is to be taken from its device's clock. */
  boolean judge(SourcePath path, DriftEstimator.Finding finding) {
    switch (finding) {
      case PATH_CHANGED -> counters.increment(ConvertCounter.PATH_CHANGES);
      case RATE_CHANGED -> counters.increment(ConvertCounter.RATE_CHANGES);
      case UPDATED, REJECTED, NOTHING -> {}
    }
    DriftEstimator own = path.estimate();
    double ownPpm = own.driftPpm();
    offPtpWindows = !stream.spec().isRecovered() && Math.abs(ownPpm) - 2 * own.uncertaintyPpm() > OFF_PTP_PPM ? offPtpWindows + 1 : 0;
    fastWindows = Math.abs(ownPpm) - 2 * own.uncertaintyPpm() > FAST_PPM ? fastWindows + 1 : 0;
    SenderClock sender = stream.sender();
    double sigmaPpm = Math.hypot(own.uncertaintyPpm(), sender.uncertaintyPpm());
    boolean isApart = sender.isReady() && Math.abs(ownPpm - sender.driftPpm()) > APART_PPM + APART_SIGMAS * sigmaPpm;
    apartWindows = isApart ? apartWindows + 1 : 0;
    gauges.set(ConvertGauge.DRIFT_PPT, Math.round((sender.isReady() ? sender.driftPpm() : ownPpm) * 1e6));
    gauges.set(ConvertGauge.UNCERTAINTY_PPT, Math.round((sender.isReady() ? sender.uncertaintyPpm() : own.uncertaintyPpm()) * 1e6));
    tell(path.newestArrivalPtpNs());
    boolean isOver = apartWindows >= APART_WINDOWS && sender.count() > 1;
    if (isOver) {
      apartWindows = 0;
    }
    return isOver;
  }

  private void tell(long nowPtpNs) {
    long alarms = bit(ConvertAlarm.NOT_ON_PTP, offPtpWindows >= OFF_PTP_WINDOWS);
    boolean isWrongRate = stream.spec().isRecovered() && Math.abs(stream.sender().driftPpm()) > SenderReading.WRONG_RATE_PPM;
    alarms |= bit(ConvertAlarm.WRONG_RATE, isWrongRate && stream.sender().isReady());
    alarms |= bit(ConvertAlarm.FAST_DRIFT, fastWindows >= FAST_WINDOWS && !isWrongRate);
    alarms |= bit(ConvertAlarm.RESTARTED, nowPtpNs < restartedUntilNs);
    alarms |= bit(ConvertAlarm.UNSTABLE, stream.isUnstable());
    alarms |= bit(ConvertAlarm.STARVED, nowPtpNs < starvedUntilNs);
    alarms |= bit(ConvertAlarm.DATA, stream.isData(nowPtpNs));
    alarms |= bit(ConvertAlarm.APART, stream.isApart());
    gauges.set(ConvertGauge.ALARMS, alarms);
  }

  private static long bit(ConvertAlarm alarm, boolean holds) {
    return holds ? 1L << alarm.ordinal() : 0;
  }
}
