package io.crosspoint.pipeline.pcm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplesTest {

  /** Bytes behind the last sample that may be written and are not sent. */
  private static final int SLACK = 3;

  @ParameterizedTest
  @EnumSource
  void shouldBringBackEveryBitAndDisturbNothingAround(Encoding encoding) {
    SplittableRandom random = new SplittableRandom(1);
    int width = encoding.bytesPerSample();
    for (int count = 0; count < 100; count++) {
      for (int offset = 0; offset < 5; offset++) {
        byte[] wire = new byte[count * width + SLACK];
        random.nextBytes(wire);
        int[] samples = new int[count + 9];
        Arrays.fill(samples, 0x5A5A_5A5A);
        byte[] memory = new byte[offset + wire.length];
        System.arraycopy(wire, 0, memory, offset, wire.length);
        Samples.read(encoding, MemorySegment.ofArray(memory), offset, samples, 4, count);
        for (int i = 0; i < 4; i++) {
          assertEquals(0x5A5A_5A5A, samples[i]);
          assertEquals(0x5A5A_5A5A, samples[samples.length - 1 - i]);
        }

        byte[] back = new byte[10 + wire.length + 10];
        Arrays.fill(back, (byte) 0xEE);
        Samples.write(encoding, samples, 4, count, MemorySegment.ofArray(back), 10);
        assertArrayEquals(Arrays.copyOf(wire, count * width), Arrays.copyOfRange(back, 10, 10 + count * width));
        for (int i = 0; i < 10; i++) {
          assertEquals((byte) 0xEE, back[i]);
          assertEquals((byte) 0xEE, back[back.length - 1 - i]);
        }
      }
    }
  }

  /** Nothing is read or written behind the slack: the memory ends there. */
  @ParameterizedTest
  @EnumSource
  void shouldStayWithinTheSlack(Encoding encoding) {
    MemorySegment memory = MemorySegment.ofArray(new byte[7 * encoding.bytesPerSample() + (encoding == Encoding.L24 ? 1 : 0)]);
    int[] samples = new int[7];

    Samples.read(encoding, memory, 0, samples, 0, 7);
    Samples.write(encoding, samples, 0, 7, memory, 0);
  }

  @Test
  void shouldJustifyLeft() {
    MemorySegment memory = MemorySegment.ofArray(new byte[] {(byte) 0x81, 0x02, 0x03, 0x04, 0, 0});
    int[] samples = new int[1];

    Samples.read(Encoding.L16, memory, 0, samples, 0, 1);
    assertEquals(0x8102_0000, samples[0]);
    Samples.read(Encoding.L24, memory, 0, samples, 0, 1);
    assertEquals(0x8102_0300, samples[0]);
    Samples.read(Encoding.AM824, memory, 0, samples, 0, 1);
    assertEquals(0x8102_0304, samples[0]);
  }

  @Test
  void shouldCutOffWhatDoesNotFit() {
    MemorySegment memory = MemorySegment.ofArray(new byte[8]);
    Samples.write(Encoding.L16, new int[] {0xFFFF_FFFF}, 0, 1, memory, 0);

    assertEquals(-1, memory.get(JAVA_BYTE, 1));
    assertEquals(0, memory.get(JAVA_BYTE, 2));
  }
}
