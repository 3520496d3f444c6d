package io.crosspoint.app.sdp;

import java.util.List;

/** What became of a text. */
public sealed interface SdpReading {

  /** It is a description; whether it is of a stream that can be received is for {@link AudioStream} to say. */
  record Valid(SessionDescription session) implements SdpReading {}

  /** @param problems all of them, in the order of the text; never empty */
  record Invalid(List<Remark> problems) implements SdpReading {

    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
