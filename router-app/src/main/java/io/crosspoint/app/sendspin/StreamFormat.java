package io.crosspoint.app.sendspin;

/**
 * How the chunks of a stream are encoded.
 *
 * @param bits of a sample: 16, 24 or 32
 */
record StreamFormat(Codec codec, int rateHz, int channels, int bits) {

  enum Codec {
    PCM,
    FLAC
  }
}
