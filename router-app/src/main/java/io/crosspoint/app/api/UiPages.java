package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.ui.PageFile;
import io.crosspoint.app.ui.Site;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The browser interface. Its files are for anyone, because they tell nothing: it is the page that asks for a token, and then calls the API
 * with it.
 */
final class UiPages {

  /**
   * Only what this server serves, no script within the page, no frame around it, and no way to make markup from text: a hostile name in a
   * file stays text.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private final Site site;

  UiPages(Site site) {
    this.site = site;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/", Access.ANYONE, this::page),
        Endpoint.quick("GET", "/ui/{build}/{file}", Access.ANYONE, this::file));
  }

  private Answer page(Call call) {
    return answer(call, site.page()).with("Cache-Control", "no-cache").with("Content-Security-Policy", POLICY)
        .with("Referrer-Policy", "no-referrer").with("Cross-Origin-Opener-Policy", "same-origin");
  }

  private Answer file(Call call) {
    PageFile file = site.file(call.path("build"), call.path("file")).orElseThrow(() -> Refusal.unknown("there is no such page"));
    return answer(call, file).with("Cache-Control", "public, max-age=31536000, immutable");
  }

  private static Answer answer(Call call, PageFile file) {
    String tag = "\"" + file.hash() + "\"";
    String known = call.context().request().getHeader("If-None-Match");
    if (known != null && known.contains(tag)) {
      return new Answer(304, "", Map.of(), "").with("ETag", tag);
    }
    String accepted = call.context().request().getHeader("Accept-Encoding");
    boolean isZipped = accepted != null && accepted.toLowerCase(Locale.ROOT).matches("(.*[ ,])?gzip(?!;q=0).*");
    Answer answer =
        new Answer(200, file.contentType(), Map.of(), Buffer.buffer(isZipped ? file.zipped() : file.plain()))
            .with("ETag", tag).with("Vary", "Accept-Encoding").with("Cross-Origin-Resource-Policy", "same-origin");
    return isZipped ? answer.with("Content-Encoding", "gzip") : answer;
  }
}
