package io.crosspoint.app.sendspin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jflac.FLACDecoder;
import org.jflac.FrameListener;
import org.jflac.frame.Frame;
import org.jflac.metadata.Metadata;
import org.jflac.metadata.StreamInfo;

/** Turns the chunks of one stream into 32-bit left-justified samples, interleaved. Every chunk stands for itself. */
final class ChunkDecoder {

  /**
   * Ends the decoding of a chunk at the first thing wrong with it. The library alone makes silence of a frame whose check sum is wrong,
   * and looks for ever for the frame behind the end of a chunk that is cut off.
   */
  private static final class Strictness implements FrameListener {
    @Override
    public void processMetadata(Metadata metadata) {}

    @Override
    public void processFrame(Frame frame) {}

    @Override
    public void processError(String what) {
      throw new IllegalArgumentException(what);
    }
  }

  /** Marker, header of the block, STREAMINFO (RFC 9639 sections 8.1 and 8.2). */
  private static final int FLAC_HEADER_BYTES = 42;

  private static final int MOST_SECONDS = 5;

  private final StreamFormat format;
  private final byte[] header;

  /**
   * @param codecHeader empty for PCM
   * @throws IOException when the header is not what the codec needs
   */
  ChunkDecoder(StreamFormat format, ByteBuffer codecHeader) throws IOException {
    this.format = format;
    this.header = new byte[Math.min(codecHeader.limit(), FLAC_HEADER_BYTES)];
    codecHeader.get(0, header);
    if (format.codec() == StreamFormat.Codec.FLAC) {
      if (header.length < FLAC_HEADER_BYTES || header[0] != 'f' || header[1] != 'L' || header[2] != 'a' || header[3] != 'C') {
        throw new IOException("a FLAC stream without its header");
      }
      // Frames follow at once, whatever blocks the encoder wrote.
      header[4] |= (byte) 0x80;
    }
  }

  StreamFormat format() {
    return format;
  }

  /**
   * Decodes one chunk.
   *
   * @param at where the audio begins in it
   * @throws IOException when it is no whole frames of the format
   */
  int[] decode(ByteBuffer chunk, int at) throws IOException {
    return format.codec() == StreamFormat.Codec.PCM ? pcm(chunk, at) : flac(chunk, at);
  }

  private int[] pcm(ByteBuffer chunk, int at) throws IOException {
    int width = format.bits() / 8;
    int bytes = chunk.limit() - at;
    if (bytes % (width * format.channels()) != 0) {
      throw new IOException(bytes + " bytes are no whole frames");
    }
    int[] samples = new int[bytes / width];
    for (int i = 0; i < samples.length; i++) {
      int sample = 0;
      for (int b = 0; b < width; b++) {
        sample = sample >>> 8 | chunk.get(at + i * width + b) << 24;
      }
      samples[i] = sample;
    }
    return samples;
  }

  private int[] flac(ByteBuffer chunk, int at) throws IOException {
    byte[] frames = new byte[chunk.limit() - at];
    chunk.get(at, frames);
    InputStream stream = new SequenceInputStream(new ByteArrayInputStream(header), new ByteArrayInputStream(frames));
    try {
      FLACDecoder decoder = new FLACDecoder(stream);
      decoder.addFrameListener(new Strictness());
      StreamInfo info = decoder.readStreamInfo();
      if (info.getChannels() != format.channels() || info.getSampleRate() != format.rateHz() || info.getBitsPerSample() > 32) {
        throw new IOException("the FLAC header is not of the announced format");
      }
      int[] samples = new int[0];
      for (Frame frame = decoder.readNextFrame(); frame != null; frame = decoder.readNextFrame()) {
        samples = append(samples, decoder, frame.header.blockSize, info.getBitsPerSample());
      }
      if (samples.length == 0) {
        throw new IOException("no FLAC frame");
      }
      return samples;
    } catch (RuntimeException garbage) {
      throw new IOException("not FLAC", garbage);
    }
  }

  private int[] append(int[] before, FLACDecoder decoder, int frames, int bits) throws IOException {
    int channels = format.channels();
    int[] samples = Arrays.copyOf(before, before.length + frames * channels);
    if (samples.length > MOST_SECONDS * format.rateHz() * channels) {
      throw new IOException("a chunk of more than " + MOST_SECONDS + " s");
    }
    for (int channel = 0; channel < channels; channel++) {
      int[] from = decoder.getChannelData()[channel].getOutput();
      for (int i = 0; i < frames; i++) {
        samples[before.length + i * channels + channel] = from[i] << (32 - bits);
      }
    }
    return samples;
  }
}
