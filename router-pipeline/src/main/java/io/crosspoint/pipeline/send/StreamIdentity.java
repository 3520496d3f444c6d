package io.crosspoint.pipeline.send;

import java.nio.charset.StandardCharsets;

/** What identifies an output on the wire, derived from its name so that a restarted or a second router sends the same. */
public final class StreamIdentity {

  private StreamIdentity() {}

  /** SSRC of an output: FNV-1a of its name, finished so that names that differ in one character differ in every bit. */
  public static int ssrcOf(String name) {
    int hash = 0x811C_9DC5;
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xFF)) * 0x0100_0193;
    }
    hash = (hash ^ (hash >>> 16)) * 0x85EB_CA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2_AE35;
    return hash ^ (hash >>> 16);
  }
}
