package io.crosspoint.app.file;

import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.source.AudioSource;
import io.crosspoint.pipeline.source.SourceTimeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Audio files as an input: see the package. */
public final class FileSource implements AudioSource {

  private static final long PERIOD_MS = 5;
  private static final long JOIN_MS = 1000;

  private final String input;
  private final FileList list;
  private final Counters<ReadCounter> readCounters = new Counters<>(ReadCounter.class);
  private final Counters<PlayCounter> playCounters = new Counters<>(PlayCounter.class);
  private @Nullable Thread thread;
  private volatile @Nullable FilePlayer player;
  private volatile @Nullable Playlist playlist;
  private volatile @Nullable SourceTimeline timeline;
  private volatile boolean isClosed;

  /** @param input name of the input that this plays to */
  public FileSource(String input, FileList list) {
    this.input = input;
    this.list = list;
  }

  @Override
  public void start(SourceTimeline onto) {
    int rateHz = onto.format().rateHz();
    int channels = onto.format().channels();
    Playlist files = new Playlist(list.files(), list.isLooped(), rateHz, channels, readCounters);
    ReadAhead reader = new ReadAhead(input, files, rateHz, channels);
    FilePlayer plays = new FilePlayer(onto, reader, list.startPtpNs(), playCounters);
    playlist = files;
    player = plays;
    timeline = onto;
    thread = Thread.ofPlatform().daemon().name("file-" + input).start(() -> run(plays, reader));
  }

  private void run(FilePlayer plays, ReadAhead reader) {
    try (reader) {
      reader.start();
      while (!isClosed) {
        plays.step();
        Thread.sleep(PERIOD_MS);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    FilePlayer plays = player;
    Playlist files = playlist;
    SourceTimeline onto = timeline;
    if (plays == null || files == null || onto == null) {
      return Map.of("state", "waiting");
    }
    status.put("state", plays.state().name().toLowerCase(Locale.ROOT));
    status.put("file", plays.playing().file());
    status.put("positionMs", plays.playing().frame() * 1000 / onto.format().rateHz());
    status.put("looped", list.isLooped());
    if (!files.problem().isEmpty()) {
      status.put("problem", files.problem());
    }
    return status;
  }

  @Override
  public List<Counters<?>> counters() {
    return List.of(readCounters, playCounters);
  }

  @Override
  public void close() {
    isClosed = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        running.join(JOIN_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
