package io.crosspoint.ptp.estimate;

/** An estimator in the bank: phase and rate of PTP against raw, and the path's delay. */
interface Candidate {

  /** Whether there is an estimate. */
  boolean isReady();

  double phaseNs(double x);

  double ratePpb();

  double delayNs();

  /** Standard deviation of the phase as the estimator itself believes it. */
  double sigmaNs();
}
