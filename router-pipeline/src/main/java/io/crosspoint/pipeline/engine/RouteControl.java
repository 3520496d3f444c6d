package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.matrix.ChangeMeter;
import io.crosspoint.pipeline.matrix.RouteSchedule;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Switchover;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Changes the routes of a running router, in all of its shards at one media time, and tells when render has carried a change out. Indices
 * are those of the whole plant.
 *
 * <p><b>Thread:</b> one, whichever the owner chooses. Waits only for a ring that is full.
 */
public final class RouteControl {

  private static final long RETRY_NS = 100_000;
  private static final int MOST_TRIES = 20_000;

  private final List<Lane> lanes = new ArrayList<>();

  /** One shard: what was last asked of it. */
  private static final class Lane {
    final ShardPlan plan;
    final Shard shard;
    final List<ChangeMeter> meters;
    RouteTable table;

    Lane(ShardPlan plan, Shard shard) {
      this.plan = plan;
      this.shard = shard;
      this.table = RouteTable.of(plan.plant(), plan.plant().crosspoints());
      // A group without outputs carries out nothing that anyone could hear.
      this.meters =
          IntStream.range(0, shard.groups().size())
              .filter(g -> !shard.groups().get(g).outputs().isEmpty()).mapToObj(shard.changes()::get).toList();
    }

    long held() {
      return meters.stream().mapToLong(ChangeMeter::number).min().orElse(Long.MAX_VALUE);
    }
  }

  /**
   * A change on its way.
   *
   * @param numbers for each shard the number of the change there, 0 where it changes nothing
   */
  public record Submission(List<Long> numbers) {
    public Submission {
      numbers = List.copyOf(numbers);
    }
  }

  RouteControl(List<ShardPlan> plans, List<Shard> shards) {
    for (int i = 0; i < shards.size(); i++) {
      lanes.add(new Lane(plans.get(i), shards.get(i)));
    }
  }

  /** Whether an output can be given an input: whether the shard that sends the one receives the other. */
  public boolean isReachable(int input, int output) {
    return lanes.stream().anyMatch(lane -> lane.plan.outputs().contains(output) && lane.plan.inputs().contains(input));
  }

  /** Whether another change can wait in every shard. */
  public boolean hasRoom() {
    return lanes.stream().allMatch(lane -> lane.table.number() - lane.held() < RouteSchedule.MOST_PENDING - 2);
  }

  /**
   * Gives outputs other crosspoints.
   *
   * @param changed for each output that changes, all crosspoints that will stand on it
   * @throws IllegalArgumentException when a crosspoint is not reachable
   */
  public Submission submit(Map<Integer, List<Crosspoint>> changed, Switchover when) {
    List<RouteTable> tables = new ArrayList<>();
    for (Lane lane : lanes) {
      Map<Integer, List<Crosspoint>> own = new HashMap<>();
      changed.forEach((output, crosspoints) -> {
        int place = lane.plan.outputs().indexOf(output);
        if (place >= 0) {
          own.put(place, crosspoints.stream().map(x -> ofShard(lane.plan, x)).toList());
        }
      });
      tables.add(own.isEmpty() ? lane.table : lane.table.with(lane.plan.plant(), own, when));
    }
    return submit(tables, when);
  }

  /** Lets go of what fades have left behind; call when they are over. Returns whether there was anything. */
  public boolean settle(Switchover when) {
    List<RouteTable> tables = lanes.stream().map(lane -> lane.table.hasFades() ? lane.table.settled() : lane.table).toList();
    return submit(tables, when).numbers().stream().anyMatch(number -> number > 0);
  }

  private Submission submit(List<RouteTable> tables, Switchover when) {
    Long[] numbers = new Long[lanes.size()];
    Arrays.fill(numbers, 0L);
    for (int i = 0; i < numbers.length; i++) {
      Lane lane = lanes.get(i);
      if (tables.get(i) != lane.table) {
        lane.table = tables.get(i);
        numbers[i] = lane.table.number();
        publish(lane, when);
      }
    }
    return new Submission(List.of(numbers));
  }

  /** A ring is full while its stages are stopped; the change is late then, and says so. */
  private static void publish(Lane lane, Switchover when) {
    for (int tries = 0; !lane.shard.trySubmit(lane.table, when.fromPtpNs(), when.epoch()); tries++) {
      if (tries == MOST_TRIES) {
        throw new IllegalStateException("the stages of a shard stand still");
      }
      LockSupport.parkNanos(RETRY_NS);
    }
  }

  private static Crosspoint ofShard(ShardPlan plan, Crosspoint x) {
    int input = plan.inputs().indexOf(x.input());
    return new Crosspoint(input, x.inputChannel(), plan.outputs().indexOf(x.output()), x.outputChannel(), x.gain());
  }

  /** Whether everything that a change is about is rendered by it. */
  public boolean isHeld(Submission submission) {
    return IntStream.range(0, lanes.size()).allMatch(i -> lanes.get(i).held() >= submission.numbers().get(i));
  }

  /** PTP time of the first frame that a held change was rendered for, the latest of all shards; ask while it is new. */
  public long heldFromPtpNs(Submission submission) {
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < lanes.size(); i++) {
      long number = submission.numbers().get(i);
      for (ChangeMeter meter : number > 0 ? lanes.get(i).meters : List.<ChangeMeter>of()) {
        latest = Math.max(latest, meter.heldFromPtpNs(number));
      }
    }
    return latest;
  }
}
