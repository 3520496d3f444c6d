/* libsoxr with variable rate (its engine vr32); quality: a recipe such as SOXR_HQ. */
#include "resampler.h"
#include <soxr.h>
#include <stddef.h>

void *resampler_open(double input_hz, double output_hz, int channels, int quality) {
  soxr_quality_spec_t spec = soxr_quality_spec((unsigned long)quality, SOXR_VR);
  soxr_error_t error = NULL;
  /* With a variable rate the two rates of create say only how far the ratio may go: 5 %. */
  soxr_t soxr = soxr_create(1.05 * input_hz, output_hz, (unsigned)channels, &error, NULL, &spec, NULL);
  if (error) return NULL;
  if (soxr_set_io_ratio(soxr, input_hz / output_hz, 0)) {
    soxr_delete(soxr);
    return NULL;
  }
  return soxr;
}

long resampler_process(void *resampler, const float *in, long frames, float *out, long room) {
  size_t used = 0, made = 0;
  if (soxr_process(resampler, in, (size_t)frames, &used, out, (size_t)room, &made)) return -1;
  return used == (size_t)frames ? (long)made : -1;
}

void resampler_close(void *resampler) { soxr_delete(resampler); }
