package io.crosspoint.app.control;

import io.crosspoint.pipeline.Crosspoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A data plane that confirms at once, or when it is told to. */
public final class FakePlane implements DataPlane {

  public final AtomicBoolean isHolding = new AtomicBoolean(true);
  public final AtomicInteger submissions = new AtomicInteger();
  private final List<Map<Integer, List<Crosspoint>>> given = new ArrayList<>();

  private record Number(int number) implements Ticket {}

  /** Everything that it was given, in order. */
  public List<Map<Integer, List<Crosspoint>>> given() {
    synchronized (given) {
      return List.copyOf(given);
    }
  }

  @Override
  public boolean isReachable(int input, int output) {
    return true;
  }

  @Override
  public boolean hasRoom() {
    return isHolding.get() || submissions.get() < 4;
  }

  @Override
  public Ticket submit(Map<Integer, List<Crosspoint>> changed, long fadeNs) {
    synchronized (given) {
      given.add(new TreeMap<>(changed));
    }
    return new Number(submissions.incrementAndGet());
  }

  @Override
  public boolean isHeld(Ticket ticket) {
    return isHolding.get();
  }

  @Override
  public long heldFromPtpNs(Ticket ticket) {
    return 1_000_000L * ((Number) ticket).number;
  }

  @Override
  public long lateNs(Ticket ticket) {
    return 0;
  }

  @Override
  public void settle() {}
}
