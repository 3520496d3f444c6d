package io.crosspoint.ptp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PtpMessageTest {

  private static final PortIdentity MASTER = new PortIdentity(0x39A794FFFE07CBD0L, 1);
  private static final long TIME_NS = 1_763_800_000_123_456_789L;

  private final PtpMessage message = new PtpMessage();

  @Test
  void shouldReadAnAnnounce() {
    byte[] data = Messages.announce(MASTER, 0x0102030405060708L, 11, 6, 0xFFFE, -2);
    data[7] = 0x3C;
    assertNull(parse(data));
    assertEquals(MessageType.ANNOUNCE, message.type());
    assertEquals(MASTER.clock(), message.sourceClock());
    assertEquals(0x0102030405060708L, message.grandmaster());
    assertEquals(11, message.priority1());
    assertEquals(6, message.clockClass());
    assertEquals(0x21, message.clockAccuracy());
    assertEquals(0x4E5D, message.clockVariance());
    assertEquals(37, message.utcOffsetSeconds());
    assertEquals(0xFFFE, message.sequence());
    assertEquals(-2, message.logInterval());
    TimeFlags flags = new TimeFlags(message.timeFlags());
    assertTrue(flags.isPtpTimescale() && flags.isUtcOffsetValid() && flags.isTimeTraceable() && flags.isFrequencyTraceable());
    assertFalse(flags.isLeap61() || flags.isLeap59() || flags.isSynchronizationUncertain());
  }

  @Test
  void shouldReadTimesToTheNanosecond() {
    assertNull(parse(Messages.followUp(MASTER, 1, -3, TIME_NS)));
    assertEquals(TIME_NS, message.timestampNs());
    long latestNs = (1L << 33) * 1_000_000_000L;
    assertNull(parse(Messages.followUp(MASTER, 1, -3, latestNs)));
    assertEquals(latestNs, message.timestampNs());
  }

  @Test
  void shouldReadCorrectionsOfBothSigns() {
    assertNull(parse(Messages.withCorrection(Messages.sync(MASTER, 1, -3, true, 0), -1.5)));
    assertEquals(-98_304, message.correction());
  }

  @Test
  void shouldTakeAnyMinorVersion() {
    byte[] data = Messages.sync(MASTER, 1, -3, true, 0);
    data[1] = 0x12;
    assertNull(parse(data));
  }

  @Test
  void shouldNotLookBehindMessageLength() {
    byte[] padded = Arrays.copyOf(Messages.sync(MASTER, 1, -3, true, 0), 60);
    Arrays.fill(padded, 44, 60, (byte) 0xFF);
    assertNull(parse(padded));
  }

  @Test
  void shouldRefuseWhatIsTooShort() {
    byte[] data = Messages.announce(MASTER, 1, 1, 1, 1, 1);
    for (int length = 0; length < data.length; length++) {
      assertEquals(Discard.TOO_SHORT, message.parse(data, length), "length " + length);
    }
    data[3] = 63;
    assertEquals(Discard.TOO_SHORT, parse(data), "its length field says less than an Announce needs");
  }

  @Test
  void shouldTellOtherVersionsApart() {
    byte[] data = Messages.sync(MASTER, 1, -3, true, 0);
    data[1] = 1;
    assertEquals(Discard.PTP_VERSION_1, parse(data));
    data[1] = 3;
    assertEquals(Discard.NOT_VERSION_2, parse(data));
  }

  @Test
  void shouldRefuseImpossibleContents() {
    assertEquals(Discard.BAD_IDENTITY, parse(Messages.sync(new PortIdentity(0, 1), 1, 0, true, 0)));
    assertEquals(Discard.BAD_IDENTITY, parse(Messages.sync(new PortIdentity(-1, 1), 1, 0, true, 0)));
    assertEquals(Discard.BAD_IDENTITY, parse(Messages.sync(new PortIdentity(5, 0), 1, 0, true, 0)));
    assertEquals(Discard.BAD_IDENTITY, parse(Messages.announce(MASTER, 0, 1, 1, 1, 1)));
    assertEquals(Discard.BAD_CORRECTION, parse(Messages.withCorrection(Messages.sync(MASTER, 1, 0, true, 0), 1e10)));
    assertEquals(Discard.BAD_CORRECTION, parse(Messages.withCorrection(Messages.sync(MASTER, 1, 0, true, 0), 1e18)));
    byte[] data = Messages.followUp(MASTER, 1, 0, TIME_NS);
    ByteBuffer.wrap(data).putInt(40, 1_000_000_000);
    assertEquals(Discard.BAD_TIMESTAMP, parse(data));
    ByteBuffer.wrap(data).putInt(40, -1);
    assertEquals(Discard.BAD_TIMESTAMP, parse(data));
    ByteBuffer.wrap(data).putInt(40, 0).putShort(34, (short) 3);
    assertEquals(Discard.BAD_TIMESTAMP, parse(data));
    data[0] = 0x0E;
    assertEquals(Discard.UNKNOWN_TYPE, parse(data));
  }

  @Test
  void shouldWalkTlvsAndNoFurther() {
    assertNull(parse(withTlv(4, 4)));
    assertEquals(Discard.BAD_TLV, parse(withTlv(3, 4)), "odd length");
    assertEquals(Discard.BAD_TLV, parse(withTlv(6, 4)), "longer than the message");
    byte[] many = Arrays.copyOf(Messages.announce(MASTER, 1, 1, 1, 1, 1), 64 + 33 * 4);
    ByteBuffer.wrap(many).putShort(2, (short) many.length);
    assertEquals(Discard.BAD_TLV, parse(many), "33 empty TLVs");
  }

  @Test
  void shouldReadSynchronizationMetadata() {
    byte[] data = Messages.syncMetadata(MASTER, 2);
    assertNull(parse(data));
    SyncMetadata metadata = SyncMetadata.read(data, message.syncMetadataOffset());
    assertEquals(25, metadata.frameRateNumerator());
    assertEquals(3600, metadata.localOffsetSeconds());
    assertTrue(metadata.isColdLocking());
    data[53] = 1;
    assertNull(parse(data));
    assertEquals(-1, message.syncMetadataOffset(), "another organisation's TLV");
  }

  @Test
  void shouldWriteDelayRequestsThatReadBack() {
    DelayRequest request = new DelayRequest(127, new PortIdentity(7, 9));
    assertNull(message.parse(request.with(0xABCD, true), DelayRequest.BYTES));
    assertEquals(MessageType.DELAY_REQ, message.type());
    assertEquals(127, message.domain());
    assertEquals(0xABCD, message.sequence());
    assertEquals(0x7F, message.logInterval());
    assertEquals(9, message.sourcePort());
    assertTrue(message.isUnicast());
  }

  private Discard parse(byte[] data) {
    return message.parse(data, data.length);
  }

  private static byte[] withTlv(int declared, int actual) {
    byte[] data = Arrays.copyOf(Messages.announce(MASTER, 1, 1, 1, 1, 1), 64 + 4 + actual);
    ByteBuffer.wrap(data).putShort(2, (short) data.length).putShort(64, (short) 8).putShort(66, (short) declared);
    return data;
  }
}
