package io.crosspoint.pipeline;

/**
 * One open crosspoint of the matrix. Indices count from 0, into the lists of {@link PlantSpec} and the channels of the stream.
 *
 * @param gain linear; exactly 1.0 passes samples untouched
 */
public record Crosspoint(int input, int inputChannel, int output, int outputChannel, double gain) {}
