package io.crosspoint.ptp.port;

/** The states of IEEE 1588 clause 9.2.5 that a slave-only port can be in. */
public enum PortState {
  /** No qualified master. */
  LISTENING,
  /** A master is selected and is being measured. */
  UNCALIBRATED,
  /** Following the selected master. */
  SLAVE
}
