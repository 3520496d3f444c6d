/* libsamplerate; quality: a converter such as SRC_SINC_BEST_QUALITY. */
#include "resampler.h"
#include <samplerate.h>
#include <stdlib.h>

struct state {
  SRC_STATE *src;
  int channels;
  double ratio;
};

void *resampler_open(double input_hz, double output_hz, int channels, int quality) {
  struct state *state = malloc(sizeof *state);
  int error = 0;
  state->src = src_new(quality, channels, &error);
  state->channels = channels;
  state->ratio = output_hz / input_hz;
  if (!state->src) {
    free(state);
    return NULL;
  }
  return state;
}

long resampler_process(void *resampler, const float *in, long frames, float *out, long room) {
  struct state *state = resampler;
  long made = 0;
  while (frames > 0) {
    SRC_DATA data = {.data_in = in, .data_out = out + made * state->channels, .input_frames = frames, .output_frames = room - made,
                     .src_ratio = state->ratio};
    if (src_process(state->src, &data) || (data.input_frames_used == 0 && data.output_frames_gen == 0)) return -1;
    in += data.input_frames_used * state->channels;
    frames -= data.input_frames_used;
    made += data.output_frames_gen;
  }
  return made;
}

void resampler_close(void *resampler) {
  struct state *state = resampler;
  src_delete(state->src);
  free(state);
}
