package io.crosspoint.pipeline;

import java.net.Inet4Address;
import org.jspecify.annotations.Nullable;

/**
 * One UDP flow to receive.
 *
 * @param network the operator's name of the network, for messages and metrics
 * @param destination the multicast group to join, or the interface's own address for unicast
 * @param source the only sender accepted (source-specific multicast), or null for any
 */
public record ReceiveFlow(String network, Nic nic, Inet4Address destination, int port, @Nullable Inet4Address source) {}
