package io.crosspoint.app.tap;

import java.util.List;

/**
 * What of a stream shall be heard.
 *
 * @param channels from 1, in the order wanted; empty for all
 * @param bits 16 or 24
 * @param seconds 0 for without end
 */
public record WaveForm(List<Integer> channels, int bits, int seconds) {

  public WaveForm {
    channels = List.copyOf(channels);
  }
}
