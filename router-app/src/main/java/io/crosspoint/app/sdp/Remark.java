package io.crosspoint.app.sdp;

/** What is wrong with a description, or legal but worth knowing, and where. */
public record Remark(Place place, String message) {

  @Override
  public String toString() {
    return "SDP line " + place.line() + ", column " + place.column() + ": " + message;
  }
}
