package io.crosspoint.app.talk;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code L24/48000/2} on the command line. Any rate is accepted: a tool may be asked to talk to equipment that the router refuses. */
public final class FormatText implements ITypeConverter<AudioFormat> {

  private static final Pattern TEXT = Pattern.compile("(L16|L24|AM824)/(\\d{4,6})/(\\d{1,3})");
  private static final int MOST_CHANNELS = 128;

  @Override
  public AudioFormat convert(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException("'" + text + "' is not a format such as L24/48000/2 (L16, L24 or AM824)");
    }
    int channels = Integer.parseInt(parts.group(3));
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw new TypeConversionException("1 to " + MOST_CHANNELS + " channels, not " + channels);
    }
    return new AudioFormat(Encoding.valueOf(parts.group(1)), Integer.parseInt(parts.group(2)), channels);
  }
}
