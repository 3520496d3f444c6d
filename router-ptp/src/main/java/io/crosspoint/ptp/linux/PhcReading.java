package io.crosspoint.ptp.linux;

/** One comparison of a hardware clock with a clock of the system; filled again and again. */
public final class PhcReading {

  long systemNs;
  long deviceNs;
  long widthNs;
  boolean isRaw;

  /** A reading as a test or a simulated card wants it. */
  public void set(long newSystemNs, long newDeviceNs, long newWidthNs, boolean isMonotonicRaw) {
    systemNs = newSystemNs;
    deviceNs = newDeviceNs;
    widthNs = newWidthNs;
    isRaw = isMonotonicRaw;
  }

  /** The system's clock when the device's showed {@link #deviceNs()}. */
  public long systemNs() {
    return systemNs;
  }

  public long deviceNs() {
    return deviceNs;
  }

  /** Time between the reads of the system's clock around that of the device; half of it is the error. 0: latched by the hardware. */
  public long widthNs() {
    return widthNs;
  }

  /** Whether the system's clock is {@code CLOCK_MONOTONIC_RAW}, else {@code CLOCK_REALTIME}. */
  public boolean isRaw() {
    return isRaw;
  }
}
