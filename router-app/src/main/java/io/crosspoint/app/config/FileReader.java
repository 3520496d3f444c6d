package io.crosspoint.app.config;

import io.crosspoint.app.file.FileList;
import io.crosspoint.app.file.FileSource;
import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An input that is a list of audio files. */
final class FileReader implements SourceReader {

  private static final Pattern PTP = Pattern.compile("ptp (\\d{1,10}(?:\\.\\d{1,9})?)");
  private static final Pattern UTC = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z");
  private static final int MOST_FILES = 1000;

  @Override
  public String key() {
    return "file";
  }

  @Override
  public Schema schema() {
    return Schema.FILE;
  }

  @Override
  public Optional<SourcePlan> read(String input, Section section, AudioFormat format, SourceContext context, Findings findings) {
    if (!section.has("paths")) {
      findings.problem(section.at().below("paths"), "is missing");
    }
    List<Path> paths = section.values("paths", Scalars::path).stream().map(Section.Placed::value).toList();
    if (section.isEmptyList("paths") || paths.size() > MOST_FILES) {
      findings.problem(section.at("paths"), "must name 1 to " + MOST_FILES + " files");
    }
    boolean isLooped = section.optional("loop", Scalars::truth, false);
    Long startPtpNs = section.optional("start", text -> start(text, context.utcOffsetSeconds()));
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    FileList list = new FileList(paths, isLooped, startPtpNs);
    String words = paths.getFirst() + (paths.size() == 1 ? "" : " and " + (paths.size() - 1) + " more") + (isLooped ? ", looped" : "");
    return Optional.of(new SourcePlan(input, key(), words, list, null, (name, of, clock) -> new FileSource(name, list)));
  }

  private static Parsed<Long> start(String text, int utcOffsetSeconds) {
    Matcher ptp = PTP.matcher(text);
    if (ptp.matches()) {
      return Parsed.value(new BigDecimal(ptp.group(1)).movePointRight(9).setScale(0, RoundingMode.UNNECESSARY).longValueExact());
    }
    try {
      if (UTC.matcher(text).matches()) {
        Instant utc = Instant.parse(text);
        return Parsed.value((utc.getEpochSecond() + utcOffsetSeconds) * 1_000_000_000L + utc.getNano());
      }
    } catch (DateTimeException e) {
      return Parsed.refused("is no time: " + Scalars.abridged(text));
    }
    return Parsed.refused(
        "must be UTC such as 2026-12-24T18:00:00Z or PTP seconds such as ptp 1798135237.5, but is '" + Scalars.abridged(text) + "'");
  }
}
