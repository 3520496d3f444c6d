package io.crosspoint.app.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** From the deadline to the wire. Pure. */
final class LeavingLinks {

  private final Facts.Sent sent;
  private final boolean isClockUsable;
  private final String of;

  LeavingLinks(Facts.Sent sent, boolean isClockUsable) {
    this.sent = sent;
    this.isClockUsable = isClockUsable;
    this.of = "output " + sent.name();
  }

  List<Link> links() {
    List<Link> links = new ArrayList<>();
    List<Link> interfaces = sent.ways().stream().map(way -> InterfaceLink.of(of + " on " + way.nic().network(), way.nic())).toList();
    boolean isOneFine = interfaces.stream().anyMatch(link -> link.state() == Link.State.OK);
    interfaces.forEach(link -> links.add(isOneFine ? link.spared() : link));
    links.add(leaving());
    return links;
  }

  private Link leaving() {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("to", sent.ways().stream().map(Facts.Way::way).toList());
    evidence.put("deadlinesKept", sent.batches());
    evidence.put("deadlinesMissed", sent.missed());
    evidence.put("deadlinesLate", sent.late());
    evidence.put("latenessP99Ns", sent.lateP99Ns());
    evidence.put("refusedDatagrams", sent.refused());
    String to = sent.ways().stream().map(Facts.Way::way).collect(Collectors.joining(" and "));
    if (sent.batches() == 0) {
      return Link.broken(
          "leaving", of, "nothing leaves for " + to, evidence,
          isClockUsable
              ? "the tick thread keeps no deadline: is the host overloaded? ./router doctor FILE"
              : "outputs begin with the clock");
    }
    if (sent.refused() > 0) {
      String says = "the kernel refused " + sent.refused() + " datagrams for " + to + ": " + sent.refusal();
      String remedy = "ip route get " + sent.ways().getFirst().way().replaceAll(":.*", "") + "; ip -s link show "
          + sent.ways().getFirst().nic().name();
      return sent.refused() >= sent.batches()
          ? Link.broken("leaving", of, says, evidence, remedy)
          : Link.warn("leaving", of, says, evidence, remedy);
    }
    if (sent.missed() > 0 || sent.late() > 0) {
      return Link.warn(
          "leaving", of, "%d deadlines missed and %d kept late, of %d, to %s".formatted(sent.missed(), sent.late(), sent.batches(), to),
          evidence, "the host takes the processor away: SCHED_FIFO, an isolated core; ./router doctor FILE");
    }
    return Link.ok(
        "leaving", of, String.format(Locale.ROOT, "leaves for %s, %.0f us after its deadline at most (p99)", to, sent.lateP99Ns() / 1e3),
        evidence);
  }
}
