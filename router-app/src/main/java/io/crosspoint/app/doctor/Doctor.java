package io.crosspoint.app.doctor;

import io.crosspoint.app.config.RouterConfig;
import io.crosspoint.pipeline.io.PacketIo;
import io.crosspoint.ptp.clock.ClockSource;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Consumer;

/** The whole examination, in the order in which an engineer would look. Takes six seconds, and up to eight more without a grandmaster. */
public final class Doctor {

  private final RouterConfig config;
  private final HostFacts facts;
  private final PacketIo io;
  private final ClockSource clock;

  /** @param clock not started; closed by {@link #examine} */
  public Doctor(RouterConfig config, HostFacts facts, PacketIo io, ClockSource clock) {
    this.config = config;
    this.facts = facts;
    this.io = io;
    this.clock = clock;
  }

  /**
   * Tells each finding as soon as it is known.
   *
   * @return the worst level found
   */
  public Finding.Level examine(Consumer<Finding> teller) throws InterruptedException {
    Worst worst = new Worst(teller);
    QuerierCheck querier = QuerierCheck.begin(config);
    new NetworkChecks(config, facts).findings().forEach(worst::tell);
    new MulticastChecks(config, facts).findings().forEach(worst::tell);
    new SystemChecks(config, facts).findings(ManagementFactory.getRuntimeMXBean().getInputArguments()).forEach(worst::tell);
    new KernelChecks(config, facts).findings().forEach(worst::tell);
    new PrivilegeChecks(config).findings().forEach(worst::tell);
    PublishCheck.findings(config.clock().publication()).forEach(worst::tell);
    worst.tell(TimerCheck.finding(config.pipeline().tickCore(), config.pipeline().leadNs()));
    List<Finding> streams = StreamCheck.findings(config, io);
    streams.forEach(worst::tell);
    querier.findings().forEach(worst::tell);
    try (clock) {
      ClockCheck.findings(clock).forEach(worst::tell);
      SourceClockCheck.findings(config, io, clock.cell()).forEach(worst::tell);
    }
    return worst.level;
  }

  /** Passes findings on and remembers the worst. */
  private static final class Worst {
    private final Consumer<Finding> teller;
    private Finding.Level level = Finding.Level.OK;

    Worst(Consumer<Finding> teller) {
      this.teller = teller;
    }

    void tell(Finding finding) {
      teller.accept(finding);
      if (finding.level().compareTo(level) > 0) {
        level = finding.level();
      }
    }
  }
}
