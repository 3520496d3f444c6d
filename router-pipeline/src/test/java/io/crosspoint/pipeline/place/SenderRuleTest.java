package io.crosspoint.pipeline.place;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crosspoint.pipeline.engine.Plants;
import io.crosspoint.pipeline.meter.Counters;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Senders of 1 ms packets. */
class SenderRuleTest {

  private static final long MS = 1_000_000;
  private static final int HOST = 1;

  private final Counters<InputCounter> counters = new Counters<>(InputCounter.class);
  private final SenderRule rule =
      new SenderRule(Plants.input("in", new AudioFormat(Encoding.L24, 48_000, 2), 48, 144), counters);

  private SenderRule.Verdict hear(int ssrc, int host, long atNs) {
    SenderRule.Verdict verdict = rule.judge(ssrc, host, atNs);
    if (verdict != SenderRule.Verdict.FOREIGN) {
      rule.heard(atNs);
    }
    return verdict;
  }

  @BeforeEach
  void hearTheFirst() {
    assertEquals(SenderRule.Verdict.NEW, hear(7, HOST, 0));
    assertEquals(SenderRule.Verdict.KNOWN, hear(7, HOST, MS));
  }

  @Test
  void shouldTakeARestartOfTheSameHostOverAfterThreePacketsAlone() {
    assertEquals(SenderRule.Verdict.FOREIGN, hear(8, HOST, 2 * MS));
    assertEquals(SenderRule.Verdict.FOREIGN, hear(8, HOST, 3 * MS));
    assertEquals(SenderRule.Verdict.NEW, hear(8, HOST, 4 * MS));
    assertEquals(1, counters.get(InputCounter.SENDER_CHANGES));
    assertEquals(2, counters.get(InputCounter.FOREIGN_SENDER));
  }

  @Test
  void shouldTakeARestartOverAtOnceAfterASilence() {
    assertEquals(SenderRule.Verdict.NEW, hear(8, HOST, 5 * MS));
  }

  @Test
  void shouldNotBelieveASecondSenderWhileTheFirstSpeaks() {
    for (int i = 2; i < 500; i++) {
      assertEquals(SenderRule.Verdict.KNOWN, hear(7, HOST, i * MS));
      assertEquals(SenderRule.Verdict.FOREIGN, hear(8, HOST, i * MS + 100_000));
      assertEquals(SenderRule.Verdict.FOREIGN, hear(9, HOST + 1, i * MS + 200_000));
    }
  }

  @Test
  void shouldBelieveAnotherHostOnlyWhenTheFirstHasLongBeenSilent() {
    assertEquals(SenderRule.Verdict.FOREIGN, hear(8, HOST + 1, 90 * MS));
    assertEquals(SenderRule.Verdict.NEW, hear(8, HOST + 1, 102 * MS));
  }

  @Test
  void shouldTakeAnyoneAfterForgetting() {
    rule.forget();
    assertEquals(SenderRule.Verdict.NEW, hear(9, HOST + 1, 2 * MS));
    assertEquals(0, counters.get(InputCounter.SENDER_CHANGES));
  }
}
