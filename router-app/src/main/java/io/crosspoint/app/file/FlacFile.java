package io.crosspoint.app.file;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import org.jflac.FLACDecoder;
import org.jflac.frame.Frame;
import org.jflac.metadata.StreamInfo;

/** A native FLAC file. A frame whose check sum is wrong is silence of its own length. */
final class FlacFile implements AudioFile {

  /**
   * Tells the end of the stream only so often, and then throws: behind a frame that is cut off the library looks for the next one for ever.
   */
  private static final class Ending extends FilterInputStream {
    private static final int TIMES = 16;
    private int told;

    Ending(InputStream stream) {
      super(stream);
    }

    @Override
    public int read(byte[] to, int at, int length) throws IOException {
      int count = super.read(to, at, length);
      if (count < 0 && ++told > TIMES) {
        throw new IllegalStateException("a frame behind the end");
      }
      return count;
    }
  }

  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel file;
  private final FLACDecoder decoder;
  private final StreamInfo info;
  private int blockFrames;
  private int nextInBlock;
  private long delivered;
  private boolean isAtEnd;

  /** @throws IOException when the stream does not say how long it is, or is no FLAC at all */
  FlacFile(FileChannel file) throws IOException {
    this.file = file;
    file.position(0);
    this.decoder = new FLACDecoder(new Ending(new BufferedInputStream(Channels.newInputStream(file), BUFFER_BYTES)));
    try {
      this.info = decoder.readStreamInfo();
      decoder.readMetadata(info);
    } catch (RuntimeException garbage) {
      throw new IOException("is not FLAC that can be decoded", garbage);
    }
    if (info.getTotalSamples() <= 0) {
      throw new IOException("does not say how long it is: encode it to a file, not into a pipe");
    }
  }

  @Override
  public int rateHz() {
    return info.getSampleRate();
  }

  @Override
  public int channels() {
    return info.getChannels();
  }

  @Override
  public int bits() {
    return info.getBitsPerSample();
  }

  @Override
  public long frames() {
    return info.getTotalSamples();
  }

  @Override
  public boolean isTruncated() {
    return isAtEnd && delivered < info.getTotalSamples();
  }

  @Override
  public int read(int[] to, int frames) throws IOException {
    if (!hasBlock()) {
      return -1;
    }
    int channels = info.getChannels();
    int shift = 32 - info.getBitsPerSample();
    int count = Math.min(frames, blockFrames - nextInBlock);
    for (int channel = 0; channel < channels; channel++) {
      int[] from = decoder.getChannelData()[channel].getOutput();
      for (int i = 0; i < count; i++) {
        to[i * channels + channel] = from[nextInBlock + i] << shift;
      }
    }
    nextInBlock += count;
    delivered += count;
    return count;
  }

  @Override
  public void skip(long frames) throws IOException {
    long left = frames;
    while (left > 0 && hasBlock()) {
      int count = (int) Math.min(left, blockFrames - nextInBlock);
      nextInBlock += count;
      delivered += count;
      left -= count;
    }
  }

  /** Decodes the next block when the present one is used up. */
  private boolean hasBlock() throws IOException {
    if (nextInBlock < blockFrames) {
      return true;
    }
    if (isAtEnd) {
      return false;
    }
    try {
      Frame frame = decoder.readNextFrame();
      isAtEnd = frame == null;
      blockFrames = frame == null ? 0 : frame.header.blockSize;
    } catch (IOException | RuntimeException cut) {
      // The library throws what its arrays throw when a stream ends or lies in the middle of a frame.
      isAtEnd = true;
      blockFrames = 0;
      if (cut instanceof IOException && !file.isOpen()) {
        throw cut;
      }
    }
    nextInBlock = 0;
    return !isAtEnd;
  }

  @Override
  public void close() {
    Quietly.close(file);
  }
}
