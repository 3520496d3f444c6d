package io.crosspoint.pipeline.engine;

import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.matrix.ChangeMeter;
import io.crosspoint.pipeline.matrix.RouteSchedule;
import io.crosspoint.pipeline.matrix.RouteTable;
import io.crosspoint.pipeline.matrix.Switchover;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Changes the routes of a running router, in all of its shards at one media time, and tells when render has carried a change out. Indices
 * are slots: those of the plant that the router began with, and those of streams that came since.
 *
 * <p><b>Thread:</b> any, one at a time by a lock that no hot thread ever takes. Waits only for a ring that is full.
 */
public final class RouteControl {

  private static final long RETRY_NS = 100_000;
  private static final int MOST_TRIES = 20_000;

  private final List<Lane> lanes = new ArrayList<>();
  private Extension extension = Extension.NONE;

  /** How an input gets into a shard that does not receive it. */
  interface Extension {

    /** Of a router whose inputs stay where they are. */
    Extension NONE = new Extension() {
      @Override
      public boolean isPossible(int input, int lane) {
        return false;
      }

      @Override
      public void extend(int input, int lane) {
        throw new IllegalArgumentException("input " + input + " is not received where it is wanted");
      }
    };

    boolean isPossible(int input, int lane);

    /** @throws IllegalArgumentException when it cannot be */
    void extend(int input, int lane);
  }

  /** One shard: what it carries by slots and by its own numbers, and what was last asked of it. */
  private static final class Lane {
    final Shard shard;
    final Map<Integer, Integer> inputs = new HashMap<>();
    final Map<Integer, Integer> outputs = new HashMap<>();
    /** By the shard's numbers; where nothing is any more stands what was there. */
    PlantSpec plant;

    RouteTable table;

    Lane(ShardPlan plan, Shard shard) {
      this.shard = shard;
      this.plant = plan.plant();
      this.table = RouteTable.of(plan.plant(), plan.plant().crosspoints());
      IntStream.range(0, plan.inputs().size()).forEach(i -> inputs.put(plan.inputs().get(i), i));
      IntStream.range(0, plan.outputs().size()).forEach(o -> outputs.put(plan.outputs().get(o), o));
    }

    /** A group without outputs carries out nothing that anyone could hear. */
    List<ChangeMeter> meters() {
      return shard.parts().groups().stream().filter(group -> !group.sent().outputs().isEmpty()).map(group -> group.changes).toList();
    }

    long held() {
      return meters().stream().mapToLong(ChangeMeter::number).min().orElse(Long.MAX_VALUE);
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

  void extendBy(Extension how) {
    extension = how;
  }

  /** Whether an output can be given an input: whether the shard that sends the one receives the other, or can. */
  public synchronized boolean isReachable(int input, int output) {
    return IntStream.range(0, lanes.size())
        .filter(lane -> lanes.get(lane).outputs.containsKey(output))
        .anyMatch(lane -> lanes.get(lane).inputs.containsKey(input) || extension.isPossible(input, lane));
  }

  /** Whether another change can wait in every shard. */
  public synchronized boolean hasRoom() {
    return lanes.stream().allMatch(lane -> lane.table.number() - lane.held() < RouteSchedule.MOST_PENDING - 2);
  }

  /**
   * Gives outputs other crosspoints. An input that the shard of an output does not receive yet is received there from now on, if it can
   * be, and heard when its audio is there.
   *
   * @param changed for each output that changes, all crosspoints that will stand on it
   * @throws IllegalArgumentException when a crosspoint is not reachable; nothing has changed then
   */
  public synchronized Submission submit(Map<Integer, List<Crosspoint>> changed, Switchover when) {
    changed.forEach((output, crosspoints) -> crosspoints.forEach(x -> reach(x.input(), output)));
    List<RouteTable> tables = new ArrayList<>();
    for (Lane lane : lanes) {
      Map<Integer, List<Crosspoint>> own = new HashMap<>();
      changed.forEach((output, crosspoints) -> {
        Integer place = lane.outputs.get(output);
        if (place != null) {
          own.put(place, crosspoints.stream().map(x -> ofShard(lane, x)).toList());
        }
      });
      tables.add(own.isEmpty() ? lane.table : lane.table.with(lane.plant, own, when));
    }
    return submit(tables, when);
  }

  private void reach(int input, int output) {
    for (int lane = 0; lane < lanes.size(); lane++) {
      if (lanes.get(lane).outputs.containsKey(output) && !lanes.get(lane).inputs.containsKey(input)) {
        extension.extend(input, lane);
      }
    }
  }

  /** A shard receives an input from now on. */
  void addInput(int lane, int slot, int number, InputSpec spec) {
    Lane at = lanes.get(lane);
    at.inputs.put(slot, number);
    at.plant = new PlantSpec(with(at.plant.inputs(), number, spec), at.plant.outputs(), List.of());
  }

  /** A shard sends an output from now on. */
  void addOutput(int lane, int slot, int number, OutputSpec spec) {
    Lane at = lanes.get(lane);
    at.outputs.put(slot, number);
    at.plant = new PlantSpec(at.plant.inputs(), with(at.plant.outputs(), number, spec), List.of());
  }

  private static <T> List<T> with(List<T> list, int number, T spec) {
    List<T> longer = new ArrayList<>(list);
    if (number == longer.size()) {
      longer.add(spec);
    } else {
      longer.set(number, spec);
    }
    return longer;
  }

  void removeInput(int lane, int slot) {
    lanes.get(lane).inputs.remove(slot);
  }

  void removeOutput(int lane, int slot) {
    lanes.get(lane).outputs.remove(slot);
  }

  /** The newest routes of a shard. */
  RouteTable table(int lane) {
    return lanes.get(lane).table;
  }

  /** Lets go of what outputs were made of that are sent no more. Returns the number of the change. */
  long clear(int lane, Collection<Integer> numbers) {
    Lane at = lanes.get(lane);
    at.table = at.table.without(numbers);
    publish(at, Switchover.atOnce());
    return at.table.number();
  }

  /** Whether every group of a shard is rendered by a change, or a later one. */
  boolean isHeld(int lane, long number) {
    return lanes.get(lane).held() >= number;
  }

  /** Lets go of what fades have left behind; call when they are over. Returns whether there was anything. */
  public synchronized boolean settle(Switchover when) {
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

  private static Crosspoint ofShard(Lane lane, Crosspoint x) {
    int input = lane.inputs.getOrDefault(x.input(), -1);
    return new Crosspoint(input, x.inputChannel(), lane.outputs.getOrDefault(x.output(), -1), x.outputChannel(), x.gain());
  }

  /** Whether everything that a change is about is rendered by it. */
  public synchronized boolean isHeld(Submission submission) {
    return IntStream.range(0, lanes.size()).allMatch(i -> lanes.get(i).held() >= submission.numbers().get(i));
  }

  /** PTP time of the first frame that a held change was rendered for, the latest of all shards; ask while it is new. */
  public synchronized long heldFromPtpNs(Submission submission) {
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < lanes.size(); i++) {
      long number = submission.numbers().get(i);
      for (ChangeMeter meter : number > 0 ? lanes.get(i).meters() : List.<ChangeMeter>of()) {
        latest = Math.max(latest, meter.heldFromPtpNs(number));
      }
    }
    return latest;
  }
}
