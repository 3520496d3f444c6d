package io.crosspoint.app.sendspin;

import java.net.URI;

/**
 * Which server a player belongs to and who it is there.
 *
 * @param server {@code ws://host:port/path}
 * @param clientId the same after every restart, so that the server knows us again
 * @param name for people
 * @param linkOffsetFrames of the input: its frames leave so much later than their index
 * @param playoutDelayNs how long after its time stamp the receivers on the network play a packet: by so much earlier it is sent
 */
public record SendspinPlan(URI server, String clientId, String name, int linkOffsetFrames, long playoutDelayNs) {

  Session.Identity identity() {
    return new Session.Identity(clientId, name);
  }
}
