package io.crosspoint.app.health;

import java.util.List;

/**
 * What was to be seen of a plant at one moment. Counts are totals since the stream began; what matters is how they change.
 *
 * @param networks every network of the file
 * @param deadThreads names of threads that audio depends on and that have ended
 */
public record PlantFacts(Clock clock, List<Link> networks, List<Input> inputs, List<Output> outputs, List<String> deadThreads) {

  public PlantFacts {
    networks = List.copyOf(networks);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    deadThreads = List.copyOf(deadThreads);
  }

  /**
   * The plant's clock.
   *
   * @param isUsable whether media may be sent on it
   * @param isHeld whether it goes on without its master
   * @param words its state and why
   * @param grandmaster 0 when there is none
   */
  public record Clock(boolean isUsable, boolean isHeld, String words, long grandmaster) {}

  /**
   * A network, or how a stream uses it.
   *
   * @param isUp whether its interface has a link
   */
  public record Link(String network, boolean isUp) {}

  /**
   * One of an input's flows.
   *
   * @param datagrams taken from its socket
   */
  public record Leg(Link link, long datagrams) {}

  /** Something that the pipeline says of an input by itself. */
  public record Alarm(Domain domain, Verdict verdict) {}

  /**
   * An input, in all shards together.
   *
   * @param isSource whether it is written by this host rather than received
   * @param packets accepted
   * @param missingFrames that were needed and not there
   * @param lostPackets that never came on one leg or another
   * @param droppedDatagrams that reached this host and were thrown away because something was full
   * @param badPackets that are not what was declared
   * @param foreignPackets of a second sender
   */
  public record Input(
      int slot,
      String name,
      boolean isSource,
      List<Leg> legs,
      long packets,
      long missingFrames,
      long lostPackets,
      long droppedDatagrams,
      long badPackets,
      long foreignPackets,
      List<Alarm> alarms) {

    public Input {
      legs = List.copyOf(legs);
      alarms = List.copyOf(alarms);
    }
  }

  /**
   * An output.
   *
   * @param isRouted whether any crosspoint leads to it
   * @param batches deadlines at which it was sent
   * @param lateBatches sent more than a packet time too late
   * @param omittedBatches deadlines at which nothing was sent
   * @param refusedDatagrams of its shard
   * @param silentFrames that a routed input did not have
   * @param overloads samples beyond full scale
   * @param quietNs since anything was to be heard
   */
  public record Output(
      int slot,
      String name,
      List<Link> links,
      boolean isRouted,
      long batches,
      long lateBatches,
      long omittedBatches,
      long refusedDatagrams,
      long silentFrames,
      long overloads,
      long quietNs) {

    public Output {
      links = List.copyOf(links);
    }
  }
}
