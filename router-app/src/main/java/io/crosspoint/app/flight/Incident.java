package io.crosspoint.app.flight;

/**
 * Something that went wrong while the recording was made.
 *
 * @param ptpNs deadline of the packet that was rendered next
 * @param lastPtpNs the same of the last time, when it went on for a while
 * @param stream name of the input or output
 * @param what counted, as the metrics call it
 * @param count how often in all
 * @param why what the recording shows of the cause, or empty
 */
public record Incident(long ptpNs, long lastPtpNs, String stream, String what, long count, String why) {

  Incident(long ptpNs, String stream, String what, long count, String why) {
    this(ptpNs, ptpNs, stream, what, count, why);
  }

  /** With what followed. */
  Incident and(Incident next) {
    return new Incident(ptpNs, next.lastPtpNs, stream, what, count + next.count, why.isEmpty() ? next.why : why);
  }
}
