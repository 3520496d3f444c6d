package io.crosspoint.pipeline;

import java.net.Inet4Address;

/**
 * One UDP flow to send.
 *
 * @param network the operator's name of the network, for messages and metrics
 * @param destination a multicast group or a unicast host
 * @param sourcePort the local port to send from
 * @param ttl 1 to 255
 * @param dscp 0 to 63
 */
public record SendFlow(String network, Nic nic, Inet4Address destination, int port, int sourcePort, int ttl, int dscp) {}
