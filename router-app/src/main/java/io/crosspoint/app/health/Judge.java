package io.crosspoint.app.health;

import io.crosspoint.app.health.PlantFacts.Alarm;
import io.crosspoint.app.health.PlantFacts.Clock;
import io.crosspoint.app.health.PlantFacts.Input;
import io.crosspoint.app.health.PlantFacts.Leg;
import io.crosspoint.app.health.PlantFacts.Link;
import io.crosspoint.app.health.PlantFacts.Output;
import java.util.List;
import java.util.stream.Collectors;

/** What two observations of a stream say of each domain. Pure; a half to a few seconds lie between the two. */
final class Judge {

  /** A programme that is silent for so long has gone. */
  private static final long QUIET_NS = 10_000_000_000L;

  private Judge() {}

  static Verdict link(List<Link> links) {
    String down = links.stream().filter(link -> !link.isUp()).map(Link::network).distinct().collect(Collectors.joining(", "));
    if (links.isEmpty()) {
      return Verdict.INACTIVE;
    }
    if (down.isEmpty()) {
      return Verdict.HEALTHY;
    }
    boolean isAny = links.stream().anyMatch(Link::isUp);
    String message = "no link on network " + down;
    return isAny ? Verdict.partial(message) : Verdict.unhealthy(message);
  }

  static Verdict clock(Clock before, Clock now) {
    if (!now.isUsable()) {
      return Verdict.unhealthy("clock is " + now.words());
    }
    if (now.isHeld()) {
      return Verdict.partial("clock is " + now.words());
    }
    boolean isOther = before.grandmaster() != 0 && now.grandmaster() != before.grandmaster();
    return isOther ? Verdict.partial("another grandmaster was taken") : Verdict.HEALTHY;
  }

  static Verdict connection(Input before, Input now) {
    Verdict alarms = alarms(now, Domain.CONNECTION);
    long missing = now.missingFrames() - before.missingFrames();
    if (now.isSource()) {
      return missing > 0 ? Verdict.partial(missing + " frames were not written in time").or(alarms) : alarms;
    }
    if (now.packets() == before.packets()) {
      return Verdict.unhealthy(now.packets() == 0 ? "nothing was received yet" : "nothing arrives");
    }
    // Before its first packet an input misses everything; that is not news.
    if (missing > 0 && before.packets() > 0) {
      return Verdict.unhealthy(missing + " frames were missing").or(alarms);
    }
    return alarms.or(redundancy(before, now));
  }

  /** What is not heard: the other leg helped, or the packet was not needed. */
  private static Verdict redundancy(Input before, Input now) {
    for (int i = 0; i < now.legs().size() && i < before.legs().size(); i++) {
      Leg leg = now.legs().get(i);
      if (leg.datagrams() == before.legs().get(i).datagrams()) {
        return Verdict.partial("nothing arrives on network " + leg.link().network());
      }
    }
    if (now.droppedDatagrams() > before.droppedDatagrams()) {
      return Verdict.partial((now.droppedDatagrams() - before.droppedDatagrams()) + " datagrams were dropped in this host");
    }
    if (now.lostPackets() > before.lostPackets()) {
      return Verdict.partial((now.lostPackets() - before.lostPackets()) + " packets were lost on the way");
    }
    return Verdict.HEALTHY;
  }

  static Verdict synchronisation(Verdict clock, Input now) {
    return clock.or(alarms(now, Domain.SYNCHRONISATION));
  }

  static Verdict essence(Input before, Input now) {
    Verdict alarms = alarms(now, Domain.ESSENCE);
    if (now.isSource()) {
      return alarms;
    }
    long bad = now.badPackets() - before.badPackets();
    if (bad > 0) {
      String message = bad + " packets were not what was declared";
      return now.packets() > before.packets() ? Verdict.partial(message).or(alarms) : Verdict.unhealthy(message);
    }
    if (now.foreignPackets() > before.foreignPackets()) {
      return Verdict.partial("two senders on one group; the first one is kept").or(alarms);
    }
    boolean isNothing = now.packets() == before.packets() && alarms.grade() == Grade.HEALTHY;
    return isNothing ? Verdict.INACTIVE : alarms;
  }

  private static Verdict alarms(Input now, Domain domain) {
    return now.alarms().stream().filter(alarm -> alarm.domain() == domain).map(Alarm::verdict).reduce(Verdict.HEALTHY, Verdict::or);
  }

  /** @param clock while it is not usable nothing is to be sent, and that is no fault of the output */
  static Verdict connection(Output before, Output now, Clock clock) {
    long refused = now.refusedDatagrams() - before.refusedDatagrams();
    long omitted = now.omittedBatches() - before.omittedBatches();
    if (clock.isUsable() && now.batches() == before.batches()) {
      return Verdict.unhealthy("nothing was sent");
    }
    if (refused > 0) {
      return Verdict.unhealthy("the kernel refused " + refused + " datagrams");
    }
    if (omitted > 0) {
      return Verdict.unhealthy(omitted + " packets were not sent");
    }
    long late = now.lateBatches() - before.lateBatches();
    if (late > 0) {
      return Verdict.partial(late + " packets left more than a packet time late");
    }
    return clock.isUsable() ? Verdict.HEALTHY : Verdict.INACTIVE;
  }

  static Verdict essence(Output before, Output now) {
    if (!now.isRouted()) {
      return Verdict.INACTIVE;
    }
    if (now.silentFrames() > before.silentFrames()) {
      return Verdict.unhealthy((now.silentFrames() - before.silentFrames()) + " frames were silent for want of input");
    }
    if (now.quietNs() >= QUIET_NS) {
      return Verdict.partial("nothing to be heard");
    }
    long overloads = now.overloads() - before.overloads();
    return overloads > 0 ? Verdict.partial(overloads + " samples were beyond full scale") : Verdict.HEALTHY;
  }
}
