package io.crosspoint.app.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One GET. Blocks for {@link #WITHIN} at most, whatever the server does. */
public final class HttpText {

  public static final int MAX_BYTES = 65_536;

  static final Duration WITHIN = Duration.ofSeconds(2);

  private HttpText() {}

  /** UTF-8, with a mark where it is not. Never throws for what a server or the network does. */
  public static Fetched get(URI address) {
    return get(address, WITHIN);
  }

  static Fetched get(URI address, Duration within) {
    HttpClient client = HttpClient.newBuilder()
        .connectTimeout(within)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .version(HttpClient.Version.HTTP_1_1)
        .build();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address).timeout(within).header("Accept", "application/sdp, text/plain, */*;q=0.1").build();
      // The request's own time-out ends with the headers, and a server could then send its body for ever.
      CompletableFuture<HttpResponse<byte[]>> answer =
          client.sendAsync(request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
      HttpResponse<byte[]> response = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return response.statusCode() == 200
          ? new Fetched.Text(new String(response.body(), StandardCharsets.UTF_8))
          : new Fetched.Refused("the server answers " + response.statusCode());
    } catch (ExecutionException e) {
      return new Fetched.Refused(reason(e.getCause(), within));
    } catch (TimeoutException e) {
      return new Fetched.Refused(tooSlow(within));
    } catch (IllegalArgumentException e) {
      return new Fetched.Refused("is no address of a web server: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Fetched.Refused("was interrupted");
    } finally {
      client.shutdownNow();
    }
  }

  private static String reason(@Nullable Throwable cause, Duration within) {
    return switch (cause) {
      case null -> "cannot be fetched";
      case HttpTimeoutException _ -> tooSlow(within);
      case ConnectException _ -> "nobody answers there";
      case IOException e when String.valueOf(e.getMessage()).contains("exceed") -> "is larger than " + MAX_BYTES + " bytes";
      default -> "cannot be fetched: " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    };
  }

  private static String tooSlow(Duration within) {
    return "no whole answer within " + within.toMillis() / 1000.0 + " s";
  }
}
