package io.crosspoint.pipeline.engine;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import io.crosspoint.pipeline.event.EventRing;
import io.crosspoint.pipeline.event.MediaEvent;
import io.crosspoint.pipeline.event.Stage;
import io.crosspoint.pipeline.meter.Distribution;
import io.crosspoint.pipeline.meter.StageMeter;
import java.util.ArrayList;
import java.util.List;

/** The stages of a shard on a thread each, one behind the other on the ring. */
final class DedicatedStages implements AutoCloseable {

  private static final long JOIN_MS = 1000;
  private static final List<String> NAMES = List.of("place", "convert", "render");

  private final List<BatchEventProcessor<MediaEvent>> processors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  DedicatedStages(int shard, Shard of, BugLog bugs) {
    RingBuffer<MediaEvent> ring = of.ring().disruptor();
    SequenceBarrier barrier = ring.newBarrier();
    for (int i = 0; i < of.stages().size(); i++) {
      BatchEventProcessor<MediaEvent> processor =
          new BatchEventProcessorBuilder().build(ring, barrier, handler(of.ring(), of.stages().get(i), of.stageMeters().get(i), bugs));
      barrier = ring.newBarrier(processor.getSequence());
      processors.add(processor);
      threads.add(Thread.ofPlatform().daemon().name(NAMES.get(i) + "-" + shard).unstarted(processor));
    }
    ring.addGatingSequences(rendered());
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** How far the last stage has come. */
  Sequence rendered() {
    return processors.getLast().getSequence();
  }

  List<Thread> threads() {
    return List.copyOf(threads);
  }

  @Override
  public void close() {
    processors.forEach(BatchEventProcessor::halt);
    try {
      for (Thread thread : threads) {
        thread.join(JOIN_MS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static EventHandler<MediaEvent> handler(EventRing ring, Stage stage, StageMeter meter, BugLog bugs) {
    StageMeter.Sampling sampling = new StageMeter.Sampling();
    return (event, sequence, endOfBatch) -> {
      boolean isTransmit = event.kind == MediaEvent.Kind.TRANSMIT;
      boolean isTimed = sampling.shouldTime(isTransmit);
      long beganNs = isTimed ? System.nanoTime() : 0;
      try {
        stage.onEvent(event, ring.slab(), ring.slabOffset(sequence));
      } catch (RuntimeException bug) {
        bugs.record(bug);
      }
      if (isTimed) {
        Distribution times = isTransmit ? meter.transmitNs() : meter.packetNs();
        times.record(System.nanoTime() - beganNs);
      }
    };
  }
}
