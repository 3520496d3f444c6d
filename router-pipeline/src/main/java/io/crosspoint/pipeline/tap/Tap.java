package io.crosspoint.pipeline.tap;

import io.crosspoint.pipeline.TapSpec;

/** One tap: what it takes, and where it is taken from. */
public record Tap(TapSpec spec, TapRing ring) {}
