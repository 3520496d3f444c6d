package io.crosspoint.app.config;

/**
 * What a source may need to know of the rest of the file.
 *
 * @param plant name of the router
 * @param utcOffsetSeconds plant time minus UTC
 * @param linkOffsetFrames of the source's input
 */
record SourceContext(String plant, int utcOffsetSeconds, int linkOffsetFrames) {}
