package io.crosspoint.app.api;

import io.crosspoint.app.api.Endpoint.Access;
import io.crosspoint.app.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The pages that machines watch. Status codes are the contract of the probes; bodies say why.
 *
 * @param status the JSON document, given the present health
 * @param nowNs monotonic time
 */
public record Pages(Scrape scrape, Function<Health, String> status, Supplier<Health> health, LongSupplier nowNs) {

  /** Writes metrics in the format that a scrape accepts. */
  public interface Scrape {
    void write(OutputStream out, String contentType) throws IOException;
  }

  /** The page of 64 routes is about 400 kB, and a tenth of that when it is compressed. */
  private static final int PAGE_BYTES = 512 * 1024;

  private static final int PACKED_BYTES = 64 * 1024;

  private static final int GZIP_BUFFER_BYTES = 16 * 1024;

  /** Health is observed twice a second; an observer that has been silent this long is stuck, and so may be everything. */
  private static final long STALE_HEALTH_NS = 10_000_000_000L;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.quick("GET", "/livez", Access.ANYONE, call -> probe(deaths())),
        Endpoint.quick("GET", "/readyz", Access.ANYONE, this::ready),
        Endpoint.slow("/metrics", Access.VIEWER, this::metrics),
        Endpoint.slow("/api/v1/status", Access.VIEWER, call ->
            new Answer(200, Answer.JSON, Map.of(), status.apply(health.get()))),
        Endpoint.slow("/api/v1/openapi.json", Access.VIEWER, call -> new Answer(200, Answer.JSON, Map.of(), openApi())));
  }

  /** With {@code ?verbose} also what is wrong while the router does its work. */
  private Answer ready(Call call) {
    Health now = health.get();
    if (!call.context().queryParams().contains("verbose")) {
      return probe(now.notReady());
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", now.isReady());
    document.put("reasons", now.notReady());
    document.put("degraded", now.degraded());
    return Answer.json(now.isReady() ? 200 : 503, document);
  }

  private List<String> deaths() {
    Health latest = health.get();
    boolean isStale = nowNs.getAsLong() - latest.atNs() > STALE_HEALTH_NS;
    return isStale ? List.of("health was not observed for 10 s") : latest.dead();
  }

  private static Answer probe(List<String> reasons) {
    return new Answer(
        reasons.isEmpty() ? 200 : 503, Answer.JSON, Map.of(), Json.write(Map.of("ok", reasons.isEmpty(), "reasons", reasons)));
  }

  private Answer metrics(Call call) {
    String accept = call.context().request().getHeader("Accept");
    boolean isOpenMetrics = accept != null && accept.contains("application/openmetrics-text");
    String contentType =
        isOpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";
    String encodings = call.context().request().getHeader("Accept-Encoding");
    boolean isPacked = encodings != null && encodings.contains("gzip") && !encodings.contains("gzip;q=0");
    ByteArrayOutputStream page = new ByteArrayOutputStream(isPacked ? PACKED_BYTES : PAGE_BYTES);
    try (OutputStream out = isPacked ? new QuickGzip(page) : page) {
      scrape.write(out, contentType);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Answer answer = new Answer(200, contentType, Map.of("Vary", "Accept-Encoding"), Buffer.buffer(page.toByteArray()));
    return isPacked ? answer.with("Content-Encoding", "gzip") : answer;
  }

  /** Compresses as quickly as it can: the names of metrics repeat so much that trying harder saves little. */
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, GZIP_BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** The description of everything under {@code /api/v1}, and of the probes. */
  static String openApi() {
    try (InputStream in = Pages.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
