package io.crosspoint.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketTimesTest {

  @ParameterizedTest
  @CsvSource({
    "125us, 48000, 6", "0.125ms, 48000, 6", "0.12ms, 48000, 6", "0.13ms, 48000, 6", "0.12ms, 192000, 24", "0.33ms, 192000, 64",
    "250us, 48000, 12", "333us, 48000, 16", "0.33ms, 48000, 16", "333us, 96000, 32", "333us, 192000, 64",
    "1ms, 48000, 48", "1 ms, 96000, 96", "1.000ms, 192000, 192", "4ms, 48000, 192", "5ms, 48000, 240", "5000us, 48000, 240",
    "1.09ms, 44100, 48", "1.0884ms, 44100, 48", "1.088ms, 44100, 48", "1.08843537415ms, 44100, 48", "1.09ms, 88200, 96",
    "0.136ms, 44100, 6", "10ms, 44100, 441", "20833ns, 48000, 1", "0.02s, 48000, 960",
  })
  void shouldFindTheWholeFramesThatWereMeant(String text, int rateHz, int frames) {
    assertEquals(Parsed.value(frames), PacketTimes.frames(text, rateHz));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      1ms    | 44100 | 1ms is 44.1 frames at 44100 Hz, which is not whole; nearest are 997.732us (44 frames) and 1.020408ms (45 frames); \
      AES67 equipment sends 1.088435ms (48 frames); or say frames instead of packet-time
      125us  | 44100 | 125us is 5.513 frames at 44100 Hz, which is not whole; nearest are 113.379us (5 frames) and 136.054us (6 frames); \
      or say frames instead of packet-time
      0.3ms  | 48000 | 0.3ms is 14.4 frames at 48000 Hz, which is not whole; nearest are 291.667us (14 frames) and 312.5us (15 frames); \
      or say frames instead of packet-time
      1.0ms  | 44100 | 1.0ms is 44.1 frames at 44100 Hz, which is not whole; nearest are 997.732us (44 frames) and 1.020408ms (45 frames); \
      AES67 equipment sends 1.088435ms (48 frames); or say frames instead of packet-time
      0ms    | 48000 | 0ms is 0 frames at 48000 Hz, which is not whole; nearest are 20.833us (1 frame) and 41.667us (2 frames); \
      or say frames instead of packet-time
      2s     | 48000 | 2s is longer than any packet
      """)
  void shouldRefuseWhatIsNotWholeOrNotClear(String text, int rateHz, String why) {
    assertEquals(why, assertInstanceOf(Parsed.Refused.class, PacketTimes.frames(text, rateHz)).why());
  }

  @Test
  void shouldWriteDurationsAsOperatorsDo() {
    assertEquals("0ns", Durations.text(0));
    assertEquals("999ns", Durations.text(999));
    assertEquals("20.833us", Durations.text(20_833));
    assertEquals("1.5ms", Durations.text(1_500_000));
    assertEquals("10ms", Durations.text(10_000_000));
    assertEquals("100s", Durations.text(100_000_000_000L));
  }
}
