package io.crosspoint.pipeline.rtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.rtp.RtpPacket.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpPacketTest {

  private static final String PLAIN = "80e2ff01fffffffe89abcdef" + "010203040506";

  private final RtpPacket packet = new RtpPacket();

  /** The datagram ends where its memory ends: a read beyond throws. */
  private Verdict parse(byte[] octets) {
    return packet.parse(MemorySegment.ofArray(octets), 0, octets.length);
  }

  private Verdict parse(String hex) {
    return parse(HexFormat.of().parseHex(hex));
  }

  @Test
  void shouldReadAPlainPacket() {
    assertEquals(Verdict.VALID, parse(PLAIN));

    assertEquals(98, packet.payloadType(), "without the marker bit");
    assertEquals(0xFF01, packet.sequence());
    assertEquals(0xFFFF_FFFE, packet.timestamp());
    assertEquals(0x89AB_CDEF, packet.ssrc());
    assertEquals(12, packet.payloadOffset());
    assertEquals(6, packet.payloadBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "CSRCs,      8362000100000002000000031111111122222222333333330a0b0c0d0e0f,               24, 6",
    "extension,  906200010000000200000003bede0002aaaaaaaabbbbbbbb0a0b0c0d0e0f,               24, 6",
    "empty ext., 906200010000000200000003abcd00000a0b0c0d0e0f,                               16, 6",
    "padding,    a0620001000000020000000301020304050600000003,                                12, 7",
    "all padded, a06200010000000200000003000000000006,                                        12, 0",
    "everything, b1620001000000020000000311111111bede0001cccccccc010203040506aaaa0003,         24, 7",
    "no payload, 806200010000000200000003,                                                    12, 0"
  })
  void shouldSkipWhatIsNotPayload(String name, String hex, long payloadOffset, int payloadBytes) {
    assertEquals(Verdict.VALID, parse(hex), name);
    assertEquals(payloadOffset, packet.payloadOffset());
    assertEquals(payloadBytes, packet.payloadBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "padding of zero,        a0620001000000020000000301020300",
    "padding beyond payload, a0620001000000020000000301020305",
    "padding of nothing,     a06200010000000200000003"
  })
  void shouldRefuseImpossiblePadding(String name, String hex) {
    assertEquals(Verdict.BAD_PADDING, parse(hex), name);
  }

  @Test
  void shouldRefuseOtherVersions() {
    byte[] octets = HexFormat.of().parseHex(PLAIN);
    for (int first = 0; first < 256; first++) {
      octets[0] = (byte) first;
      assertEquals(first >> 6 != 2, parse(octets) == Verdict.WRONG_VERSION, "first octet " + first);
    }
  }

  @Test
  void shouldRefuseEveryTruncation() {
    byte[] whole = HexFormat.of().parseHex("936200010000000200000003111111112222222233333333bede0002aaaaaaaabbbbbbbb0a0b0c");
    for (int length = 0; length < 36; length++) {
      assertEquals(Verdict.TRUNCATED, parse(Arrays.copyOf(whole, length)), "length " + length);
    }
    for (int length = 36; length <= whole.length; length++) {
      assertEquals(Verdict.VALID, parse(Arrays.copyOf(whole, length)));
      assertEquals(length - 36, packet.payloadBytes());
    }
  }

  @Test
  void shouldStayInsideTheDatagramWhateverItSays() {
    SplittableRandom random = new SplittableRandom(2026);
    byte[] seed = HexFormat.of().parseHex("b36200010000000200000003111111112222222233333333bede0002aaaaaaaabbbbbbbb0a0b0c0002");
    int valid = 0;
    for (int i = 0; i < 1_000_000; i++) {
      byte[] octets = Arrays.copyOf(seed, random.nextInt(seed.length + 8));
      for (int mutation = random.nextInt(6); mutation > 0 && octets.length > 0; mutation--) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
      }
      if (octets.length > 0 && random.nextInt(4) > 0) {
        octets[0] = (byte) (0x80 | octets[0] & 0x3F);
      }
      if (parse(octets) == Verdict.VALID) {
        valid++;
        assertTrue(packet.payloadOffset() >= 12 && packet.payloadBytes() >= 0);
        assertTrue(packet.payloadOffset() + packet.payloadBytes() <= octets.length);
      }
    }
    assertTrue(valid > 10_000, valid + " valid");
  }

  @Test
  void shouldReadAtAnOffsetAndNothingAround() {
    byte[] plain = HexFormat.of().parseHex(PLAIN);
    MemorySegment memory = MemorySegment.ofArray(new byte[64]).fill((byte) 0xA5);
    MemorySegment.copy(plain, 0, memory, JAVA_BYTE, 17, plain.length);

    assertEquals(Verdict.VALID, packet.parse(memory, 17, plain.length));
    assertEquals(29, packet.payloadOffset());
    assertEquals(0x89AB_CDEF, packet.ssrc());
  }

  @Test
  void shouldWriteWhatItReads() {
    SplittableRandom random = new SplittableRandom(7);
    MemorySegment memory = Arena.ofAuto().allocate(12);
    for (int i = 0; i < 10_000; i++) {
      int type = random.nextInt(128);
      int sequence = random.nextInt();
      int timestamp = random.nextInt();
      int ssrc = random.nextInt();
      RtpPacket.writeHeader(memory, 0, type, sequence, timestamp, ssrc);

      assertEquals(Verdict.VALID, packet.parse(memory, 0, 12));
      assertEquals(type, packet.payloadType());
      assertEquals(sequence & 0xFFFF, packet.sequence());
      assertEquals(timestamp, packet.timestamp());
      assertEquals(ssrc, packet.ssrc());
      assertEquals((byte) 0x80, memory.get(JAVA_BYTE, 0));
    }
  }

  @Test
  void shouldMeasureSequencesTheShortestWayRound() {
    assertEquals(1, RtpPacket.sequenceDelta(65_535, 0));
    assertEquals(-1, RtpPacket.sequenceDelta(0, 65_535));
    assertEquals(-32_768, RtpPacket.sequenceDelta(0, 32_768));
    assertEquals(0, RtpPacket.sequenceDelta(5, 5));
    assertNotEquals(0, RtpPacket.sequenceDelta(5, 6));
  }
}
