package io.crosspoint.app.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.app.config.HttpChoice;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with a certificate that the JDK's own tool has made. */
class TlsTest {

  private static final char[] SECRET = "changeit".toCharArray();

  @TempDir
  private Path directory;

  private HttpDoor door;
  private SSLContext context;

  @BeforeEach
  void open() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "router", "-keyalg", "EC",
        "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(),
        "-storepass", "changeit").redirectErrorStream(true).redirectOutput(directory.resolve("said").toFile()).start();
    assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, keytool.exitValue(), Files.readString(directory.resolve("said")));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET);
    }
    Certificate certificate = keys.getCertificate("router");
    Key key = keys.getKey("router", SECRET);
    Path certificateFile = pem("CERTIFICATE", certificate.getEncoded());
    Path keyFile = pem("PRIVATE KEY", key.getEncoded());
    HttpChoice.Tls tls = new HttpChoice.Tls(certificateFile, keyFile);
    door = HttpDoor.bind(new HttpChoice(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), tls));
    Health health = new Health(System.nanoTime(), List.of(), List.of(), List.of());
    door.open(new Pages((out, type) -> {}, ignored -> "{}", () -> health, System::nanoTime), null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("router", certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
  }

  @AfterEach
  void close() {
    door.close();
  }

  private Path pem(String kind, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        directory.resolve(kind.replace(' ', '-')), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  private String get(String... protocols) throws IOException {
    int port = door.address().getPort();
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.setEnabledProtocols(protocols);
      socket.startHandshake();
      String request = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return socket.getSession().getProtocol() + " " + new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void shouldSpeakTheTwoNewestVersionsOnly() throws Exception {
    assertTrue(get("TLSv1.3").startsWith("TLSv1.3 HTTP/1.1 200 "));
    assertTrue(get("TLSv1.2").startsWith("TLSv1.2 HTTP/1.1 200 "));
    for (String old : List.of("TLSv1.1", "TLSv1")) {
      assertThrows(SSLException.class, () -> get(old), old);
    }
  }

  @Test
  void shouldAnswerNobodyInTheClear() throws Exception {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), door.address().getPort())) {
      plain.setSoTimeout(20_000);
      plain.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String said = new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertTrue(!said.contains("HTTP/1.1 200"), said);
    } catch (SocketException reset) {
      assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
    }
    assertTrue(get("TLSv1.3").contains("200"), "and goes on");
  }

  @Test
  void shouldOutliveHandshakesThatAreNone() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.address().getPort())) {
        socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) i, 3, 3});
      }
    }
    assertTrue(get("TLSv1.3").contains("200"));
  }
}
