/*
 * One face for the rival resamplers, so that one Java class can drive all of them. Interleaved floats, their native type. The ratio may be any
 * number: each library is used in the way that lets it vary.
 */
#ifdef __cplusplus
extern "C" {
#endif

/* quality: the library's own number for it. Null if it refuses. */
void *resampler_open(double input_hz, double output_hz, int channels, int quality);

/* Takes all input; returns output frames, fewer than room for them, or -1. */
long resampler_process(void *resampler, const float *in, long frames, float *out, long room);

void resampler_close(void *resampler);

#ifdef __cplusplus
}
#endif
