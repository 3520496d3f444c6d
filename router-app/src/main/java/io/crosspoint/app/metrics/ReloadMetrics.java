package io.crosspoint.app.metrics;

import io.crosspoint.app.reload.LastReload;
import io.micrometer.core.instrument.Tags;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What became of the file when it was last read. */
final class ReloadMetrics {

  private ReloadMetrics() {}

  static void bind(Bindings bindings, Supplier<LastReload> last, LongSupplier succeededAtS) {
    bindings.gauge(
        "config_last_reload_successful", "1 while the configuration that runs is what the file said when it was last read, else 0.",
        Tags.empty(), () -> last.get().isSuccessful() ? 1 : 0);
    bindings.gauge(
        "config_last_reload_success_timestamp_seconds", "When the file was last applied, or found to say what runs; 0 for never.",
        Tags.empty(), succeededAtS::getAsLong);
    bindings.gauge(
        "config_pending_restart_keys", "Keys of the file that change at the next start.", Tags.empty(),
        () -> last.get().restarts().size());
  }
}
