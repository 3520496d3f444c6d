package io.crosspoint.ptp.wire;

/** Why a received message was not used. Each has a counter; none is an error of the program. */
public enum Discard {
  TOO_SHORT("shorter than its header, its type or its own length field says"),
  NOT_VERSION_2("majorVersionPTP is not 2"),
  PTP_VERSION_1("PTP version 1 (Dante's own clock), which is another protocol"),
  UNKNOWN_TYPE("reserved messageType"),
  BAD_IDENTITY("clockIdentity all zeros or all ones, or port number 0"),
  BAD_TIMESTAMP("nanoseconds of 1e9 or more, or seconds out of range"),
  BAD_CORRECTION("correctionField beyond one second, or marked too big to be represented"),
  BAD_TLV("a TLV of odd length or beyond the message's end, or more than 32 of them"),
  WRONG_DOMAIN("another PTP domain"),
  WRONG_SDO("another standard's messages (majorSdoId), for example IEEE 802.1AS"),
  OWN_MESSAGE("our own message, or one with our own clockIdentity"),
  WRONG_SOCKET("an event message on port 320 or a general message on port 319"),
  ALTERNATE_MASTER("alternateMasterFlag"),
  NOT_ACCEPTABLE("the master is not on the acceptable-master list"),
  STEPS_REMOVED("stepsRemoved of 255 or more"),
  ANNOUNCE_FLOOD("Announce messages of other masters beyond 512 a second"),
  NOT_PARENT("Sync, Follow_Up or Delay_Resp of a master that is not selected"),
  NO_STAMP("an event message that the kernel did not stamp"),
  UNMATCHED_FOLLOW_UP("a Follow_Up without its Sync"),
  NOT_INCREASING("an origin timestamp that is not later than the one before"),
  NOT_OUR_REQUEST("a Delay_Resp for another slave"),
  UNKNOWN_REQUEST("a Delay_Resp whose request is unknown, answered already or older than a second"),
  NOT_FOR_SLAVES("a message that an end-to-end slave has no use for");

  private final String sentence;

  Discard(String sentence) {
    this.sentence = sentence;
  }

  /** The reason in words, for an operator. */
  public String sentence() {
    return sentence;
  }
}
