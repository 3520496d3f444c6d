package io.crosspoint.app.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All files of the browser interface.
 *
 * @param build hash of all of them, which stands in their paths
 * @param page the one that is at {@code /}
 */
public record Site(String build, PageFile page, Map<String, PageFile> files) {

  private static final String PAGE = "index.html";
  private static final String BUILD_MARK = "@build@";

  /** A jar cannot be listed reliably; a test compares this with the directory. */
  static final List<String> NAMES =
      List.of(
          "api.js", "app.css", "cells.js", "clock.js", "controls.js", "dialogs.js", "dom.js", "edits.js", "events.js",
          "explain.js", "grid.js", "hands.js", "icon.svg", "levels.js", "listen.js", "live.js", "loudness.js", "main.js",
          "matrix.js", "meters.js", "paint.js", "plain.js", "plot.js", "routes.js", "salvos.js", "store.js", "streams.js");

  public Site {
    files = Map.copyOf(files);
  }

  /** Reads them from the class path. */
  public static Site load() {
    Map<String, PageFile> files = new LinkedHashMap<>();
    byte[] page = read(PAGE);
    StringBuilder hashes = new StringBuilder(PageFile.hash(page));
    for (String name : NAMES) {
      PageFile file = new PageFile(name, read(name));
      files.put(name, file);
      hashes.append(file.hash());
    }
    String build = PageFile.hash(hashes.toString().getBytes(StandardCharsets.US_ASCII));
    String told = new String(page, StandardCharsets.UTF_8).replace(BUILD_MARK, build);
    return new Site(build, new PageFile(PAGE, told.getBytes(StandardCharsets.UTF_8)), files);
  }

  private static byte[] read(String name) {
    try (InputStream in = Site.class.getResourceAsStream("/ui/" + name)) {
      if (in == null) {
        throw new IllegalStateException("ui/" + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of this build; files of another one are not there. */
  public Optional<PageFile> file(String build, String name) {
    return this.build.equals(build) ? Optional.ofNullable(files.get(name)) : Optional.empty();
  }
}
