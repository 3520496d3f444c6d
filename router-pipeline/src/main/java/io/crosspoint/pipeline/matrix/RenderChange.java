package io.crosspoint.pipeline.matrix;

import io.crosspoint.pipeline.pcm.Timeline;
import org.jspecify.annotations.Nullable;

/** What render puts in place or takes out at one command: built by {@link RenderParts}, applied by {@link RenderStage}. */
public final class RenderChange {

  /** An output that is rendered from now on; null for one that is not any more. */
  record Output(int output, @Nullable OutputRenderer renderer) {}

  /** Where the outputs of a rate find an input from now on; null for one that is gone. */
  record Input(ReadableInputs inputs, int input, @Nullable Found found) {}

  /** A timeline of frames at a rate, read so many frames back. */
  record Found(Timeline timeline, int linkOffsetFrames) {}

  /** A transmit group that begins; null for one that has ended. */
  record Group(int group, RenderStage.@Nullable Grid grid) {}

  final Input[] inputs;
  final Output[] outputs;
  final Group[] groups;

  RenderChange(Input[] inputs, Output[] outputs, Group[] groups) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.groups = groups;
  }
}
