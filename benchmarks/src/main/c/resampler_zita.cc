// zita-resampler's VResampler; quality: half the length of its filter in input frames.
#include "resampler.h"
#include <zita-resampler/vresampler.h>

void *resampler_open(double input_hz, double output_hz, int channels, int quality) {
  VResampler *resampler = new VResampler();
  if (resampler->setup(output_hz / input_hz, static_cast<unsigned>(channels), static_cast<unsigned>(quality))) {
    delete resampler;
    return nullptr;
  }
  return resampler;
}

long resampler_process(void *state, const float *in, long frames, float *out, long room) {
  VResampler *resampler = static_cast<VResampler *>(state);
  resampler->inp_count = static_cast<unsigned>(frames);
  resampler->inp_data = const_cast<float *>(in);
  resampler->out_count = static_cast<unsigned>(room);
  resampler->out_data = out;
  resampler->process();
  return resampler->inp_count == 0 ? room - static_cast<long>(resampler->out_count) : -1;
}

void resampler_close(void *state) { delete static_cast<VResampler *>(state); }
