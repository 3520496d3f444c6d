package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.pcm.Timeline;
import java.util.Arrays;

/** Where the outputs of one sample rate find the frames of each input, and how far back. Render's thread, once it is installed. */
final class ReadableInputs {

  /** In the place of an input that is not there; nothing reads it. */
  private static final Timeline NONE = new Timeline(1, 0);

  final Timeline[] timelines;
  final int[] linkOffsetFrames;

  ReadableInputs(int inputs) {
    this.timelines = new Timeline[inputs];
    this.linkOffsetFrames = new int[inputs];
    Arrays.fill(timelines, NONE);
  }

  void put(int input, Timeline timeline, int linkOffset) {
    timelines[input] = timeline;
    linkOffsetFrames[input] = linkOffset;
  }

  void clear(int input) {
    put(input, NONE, 0);
  }
}
