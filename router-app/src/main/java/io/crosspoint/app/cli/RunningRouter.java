package io.crosspoint.app.cli;

import io.crosspoint.app.config.HttpChoice;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The router that runs on this host with the same file, as another process asks it. */
final class RunningRouter implements AutoCloseable {

  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final Pattern DETAIL = Pattern.compile("\"detail\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final HttpChoice choice;
  private final String token;
  private final HttpClient client;

  /**
   * @param token empty where none is needed
   * @throws CommandFailure when the file's certificate cannot be read
   */
  RunningRouter(HttpChoice choice, String token) {
    this.choice = choice;
    this.token = token;
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(WITHIN);
    HttpChoice.Tls tls = choice.tls();
    if (tls != null) {
      builder.sslContext(trusting(tls.certificate()));
    }
    this.client = builder.build();
  }

  /** The sentence in a problem document (RFC 9457), or what else an answer says. */
  static String detail(String body) {
    Matcher detail = DETAIL.matcher(body);
    return detail.find() ? detail.group(1).replace("\\\"", "\"").replace("\\\\", "\\") : body.strip();
  }

  /** A part of a path. */
  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Gets what is at a path.
   *
   * @throws CommandFailure when nobody answers, or not with success
   */
  InputStream get(String path, String accept) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(WITHIN).header("Accept", accept);
    HttpResponse<InputStream> response = send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() == 200) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      String problem = detail(new String(body.readNBytes(4096), StandardCharsets.UTF_8));
      String how = response.statusCode() == 401 ? " (--token, or CROSSPOINT_TOKEN)" : "";
      throw CommandFailure.atRunTime("the router answers " + response.statusCode() + ": " + problem + how);
    } catch (IOException e) {
      throw silent(response.request(), e);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) throws InterruptedException {
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpRequest complete = request.build();
    try {
      return client.send(complete, handler);
    } catch (IOException e) {
      throw silent(complete, e);
    }
  }

  private static CommandFailure silent(HttpRequest request, IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return CommandFailure.atRunTime(
        "nobody answers at " + request.uri().getAuthority() + " (" + why + "): is the router running with this file?");
  }

  private URI uri(String path) {
    InetAddress listening = choice.listen().getAddress();
    String host = listening.isAnyLocalAddress() ? "127.0.0.1" : listening.getHostAddress();
    int port = choice.listen().getPort();
    if (port == 0) {
      throw CommandFailure.badInput("http.listen has port 0, so nobody knows where the router listens: give it a port");
    }
    return URI.create((choice.tls() == null ? "http" : "https") + "://" + host + ":" + port + path);
  }

  /**
   * Has a configuration looked at, or applied, which may wait for new streams to arrive.
   *
   * @return the answer, also when it is a refusal
   * @throws CommandFailure when nobody answers
   */
  HttpResponse<String> post(String path, String yaml) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).header("Accept", "text/plain")
        .header("Content-Type", "application/yaml").POST(HttpRequest.BodyPublishers.ofString(yaml));
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate own = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new ThisOne(own)}, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.atRunTime("http.tls.certificate " + file + " cannot be read: " + e.getMessage());
    }
  }

  /** Whoever has the very certificate that the file names is the router, whatever host the certificate is for. */
  private static final class ThisOne extends X509ExtendedTrustManager {
    private final X509Certificate own;

    ThisOne(X509Certificate own) {
      this.own = own;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (chain.length == 0 || !own.equals(chain[0])) {
        throw new CertificateException("it shows another certificate than http.tls.certificate");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
      throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
