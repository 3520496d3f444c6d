package io.crosspoint.app.talk;

import io.crosspoint.pipeline.Nic;
import io.crosspoint.pipeline.OutputSpec;
import io.crosspoint.pipeline.SendFlow;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;

/**
 * What a talker sends.
 *
 * @param streams how many; see {@link Destinations}
 * @param ssrc of the first stream; each further one has the next number
 * @param sequenceOffset added to the packet number of every stream
 * @param timestampOffset added to the media index, as {@code mediaclk:direct} declares it
 * @param ppm how much faster than PTP the talker's media clock runs
 * @param delayNs how long after its proper time each packet leaves
 */
public record TalkPlan(
    Nic nic,
    Inet4Address destination,
    int port,
    int streams,
    AudioFormat format,
    int packetFrames,
    int payloadType,
    int ssrc,
    int sequenceOffset,
    int timestampOffset,
    double ppm,
    long delayNs,
    int sourcePort,
    int ttl,
    int dscp) {

  List<OutputSpec> outputs() {
    List<OutputSpec> outputs = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      Inet4Address to = Destinations.address(destination, i);
      SendFlow flow = new SendFlow("talk", nic, to, Destinations.port(destination, port, i), sourcePort, ttl, dscp);
      outputs.add(new OutputSpec("talk " + i, List.of(flow), format, packetFrames, payloadType));
    }
    return outputs;
  }
}
