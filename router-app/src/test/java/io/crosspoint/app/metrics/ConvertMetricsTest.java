package io.crosspoint.app.metrics;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crosspoint.pipeline.convert.ConvertAlarm;
import io.crosspoint.pipeline.convert.ConvertCounter;
import io.crosspoint.pipeline.convert.ConvertGauge;
import io.crosspoint.pipeline.convert.ConvertMeter;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConvertMetricsTest {

  private final Exposition exposition = new Exposition();
  private final ConvertMeter meter = new ConvertMeter();

  @BeforeEach
  void bind() {
    ConvertMetrics.bind(new Bindings(exposition), meter, Tags.of("input", "x"));
  }

  private String page() throws IOException {
    return ExpositionTest.page(exposition, false);
  }

  @Test
  void shouldLeaveOutWhatOnlyHappensToConvertedInputs() throws IOException {
    String page = page();
    assertTrue(page.contains("crosspoint_convert_sender_restarts_total{input=\"x\"} 0\n"), page);
    assertTrue(page.contains("crosspoint_input_clock_alarm{alarm=\"not_on_ptp\",input=\"x\"} 0\n"), page);
    assertTrue(page.contains("crosspoint_convert_state{input=\"x\",state=\"direct\"} 1\n"), page);
    assertFalse(page.contains("convert_jumps"), page);
    assertFalse(page.contains("starved"), page);
    assertFalse(page.contains("convert_margin"), page);
    assertFalse(page.contains("muted"), page);
  }

  @Test
  void shouldTellEverythingOfAConvertedInput() throws IOException {
    meter.gauges().set(ConvertGauge.STATE, ConvertMeter.State.CONVERTING.ordinal());
    String page = page();
    assertTrue(page.contains("crosspoint_convert_jumps_total{input=\"x\"} 0\n"), page);
    assertTrue(page.contains("crosspoint_input_clock_alarm{alarm=\"starved\",input=\"x\"} 0\n"), page);
    assertTrue(page.contains("crosspoint_convert_state{input=\"x\",state=\"muted\"} 0\n"), page);
    assertTrue(page.contains("crosspoint_convert_margin_seconds{input=\"x\"} 0\n"), page);
  }

  @Test
  void shouldNotHideWhatHasHappenedAllTheSame() throws IOException {
    meter.gauges().set(ConvertGauge.ALARMS, 1L << ConvertAlarm.WRONG_RATE.ordinal());
    meter.counters().increment(ConvertCounter.WRONG_RATE);
    String page = page();
    assertTrue(page.contains("crosspoint_input_clock_alarm{alarm=\"wrong_rate\",input=\"x\"} 1\n"), page);
    assertTrue(page.contains("crosspoint_convert_wrong_rate_total{input=\"x\"} 1\n"), page);
  }
}
