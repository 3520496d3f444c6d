package io.crosspoint.app.demo;

import io.crosspoint.app.demo.DemoRoute.Feed;
import io.crosspoint.app.listen.StreamAnalyser;
import io.crosspoint.app.listen.StreamAnalyser.Expectation;
import io.crosspoint.app.listen.StreamAnalyser.PatternExpectation;
import io.crosspoint.app.talk.CounterPattern;
import io.crosspoint.app.talk.Destinations;
import io.crosspoint.app.talk.TalkPlan;
import io.crosspoint.pipeline.Crosspoint;
import io.crosspoint.pipeline.InputSpec;
import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.PlantSpec;
import io.crosspoint.pipeline.ReceiveFlow;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.util.ArrayList;
import java.util.List;

/**
 * The plant that is shown: four stereo inputs and five outputs, straight, swapped, mixed and repacketised, by unicast on the loopback.
 *
 * @param nic the loopback device
 * @param firstPort even; two from here on belong to each input, then to each output
 * @param linkOffsetFrames of every input
 */
record DemoPlant(Nic nic, int firstPort, int linkOffsetFrames) {

  static final AudioFormat FORMAT = new AudioFormat(Encoding.L24, 48_000, 2);
  static final int INPUTS = 4;

  /** −7 dB: two full-scale signals do not overload. */
  private static final double HALF = Math.pow(10, -7 / 20.0);

  private static final int PACKET_FRAMES = 48;
  private static final int SHORT_PACKET_FRAMES = 6;
  private static final int PAYLOAD_TYPE = 98;

  static final List<DemoRoute> ROUTES =
      List.of(
          new DemoRoute("straight 1", PACKET_FRAMES, List.of(new Feed(0, 0, 0, 1), new Feed(0, 1, 1, 1))),
          new DemoRoute("straight 2", PACKET_FRAMES, List.of(new Feed(1, 0, 0, 1), new Feed(1, 1, 1, 1))),
          new DemoRoute("swapped", PACKET_FRAMES, List.of(new Feed(2, 1, 0, 1), new Feed(2, 0, 1, 1))),
          new DemoRoute("mixed", PACKET_FRAMES, List.of(new Feed(3, 0, 0, 1), new Feed(3, 1, 1, HALF), new Feed(0, 1, 1, HALF))),
          new DemoRoute("to 125 us", SHORT_PACKET_FRAMES, List.of(new Feed(1, 0, 0, 1), new Feed(1, 1, 1, 1))));

  /** Ports from the first one on that have to be free. */
  static int portsNeeded() {
    return 2 * (INPUTS + ROUTES.size());
  }

  PlantSpec spec() {
    List<InputSpec> inputs = new ArrayList<>();
    for (int i = 0; i < INPUTS; i++) {
      inputs.add(receiver("talker " + i, port(i), PACKET_FRAMES));
    }
    List<OutputSpec> outputs = new ArrayList<>();
    List<Crosspoint> crosspoints = new ArrayList<>();
    for (int i = 0; i < ROUTES.size(); i++) {
      SendFlow flow = new SendFlow("loopback", nic, nic.address(), port(INPUTS + i), 0, 1, 34);
      outputs.add(new OutputSpec(ROUTES.get(i).name(), List.of(flow), FORMAT, ROUTES.get(i).packetFrames(), PAYLOAD_TYPE));
      crosspoints.addAll(ROUTES.get(i).crosspoints(i));
    }
    return new PlantSpec(inputs, outputs, crosspoints);
  }

  /** Stream i goes to input i: the inputs' ports are the even ones from the first on. */
  TalkPlan talk() {
    return new TalkPlan(
        nic, nic.address(), firstPort, INPUTS, FORMAT, PACKET_FRAMES, PAYLOAD_TYPE, 0x0DE0_0000, 0, 0, 0, 0, 0, 1, 34);
  }

  /** What listens to the outputs. */
  List<InputSpec> listening() {
    List<InputSpec> listening = new ArrayList<>();
    for (int i = 0; i < ROUTES.size(); i++) {
      listening.add(receiver(ROUTES.get(i).name(), port(INPUTS + i), ROUTES.get(i).packetFrames()));
    }
    return listening;
  }

  List<StreamAnalyser> analysers() {
    CounterPattern pattern = new CounterPattern(FORMAT.encoding());
    return ROUTES.stream().map(route -> analyser(route, pattern)).toList();
  }

  private static StreamAnalyser analyser(DemoRoute route, CounterPattern pattern) {
    PatternExpectation expected = new PatternExpectation(pattern, route.expected(pattern));
    return new StreamAnalyser(new Expectation(route.name(), FORMAT, route.packetFrames(), PAYLOAD_TYPE, 0, expected));
  }

  private int port(int stream) {
    return Destinations.port(nic.address(), firstPort, stream);
  }

  private InputSpec receiver(String name, int port, int packetFrames) {
    ReceiveFlow flow = new ReceiveFlow("loopback", nic, nic.address(), port, null);
    return new InputSpec(name, List.of(flow), FORMAT, packetFrames, PAYLOAD_TYPE, 0, linkOffsetFrames);
  }
}
