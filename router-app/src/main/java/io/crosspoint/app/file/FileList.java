package io.crosspoint.app.file;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file input plays.
 *
 * @param files at least one, in order
 * @param isLooped over and over
 * @param startPtpNs when the first frame of the first file is, or null for as soon as possible. A time that is past means that the list is
 *     joined where it then is, so a router that restarts goes on where it would have been
 */
public record FileList(List<Path> files, boolean isLooped, @Nullable Long startPtpNs) {

  public FileList {
    files = List.copyOf(files);
  }
}
