package io.crosspoint.app.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What equipment in the field writes, one file for each habit, beside what it must yield. */
class GoldenTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aes67-linux-daemon",
        "audinate-avio",
        "aws-elemental",
        "aws-elemental-am824",
        "blackmagic-ip-mini",
        "crlf-static-type",
        "dante-before-any-grandmaster",
        "ffmpeg",
        "ipmx-own-clock",
        "ipv6",
        "legs-that-differ",
        "madi-64-channels",
        "merging-alsa-44100",
        "merging-alsa-range",
        "merging-anubis",
        "no-form-of-pcm",
        "pipewire-unlocked",
        "redundant-repeated-section",
        "redundant-same-mid",
        "riedel-domain-nmbr",
        "satellite-tuner-2022-7",
        "sdp-with-errors",
        "several-payload-types",
        "two-streams-without-group"
      })
  void shouldYieldWhatStandsBesideIt(String name) throws Exception {
    String sdp = Told.resource(name + ".sdp");
    assertEquals(Told.resource(name + ".txt"), Told.of(sdp));
    // Carriage returns, or none, change nothing.
    assertEquals(Told.of(sdp), Told.of(sdp.replace("\r\n", "\n").strip()));
    if (SdpText.parse(sdp) instanceof SdpReading.Valid(SessionDescription session)) {
      SessionDescription again = Told.session(SdpText.write(session));
      assertEquals(SdpText.write(session), SdpText.write(again));
      assertTrue(Told.lines(again).containsAll(Told.lines(session)), name);
      assertEquals(Told.lines(session).size(), Told.lines(again).size());
    }
  }
}
