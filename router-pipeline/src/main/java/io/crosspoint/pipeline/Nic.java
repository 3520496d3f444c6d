package io.crosspoint.pipeline;

import java.net.Inet4Address;

/**
 * A network interface that the operator named; the pipeline never picks one by itself.
 *
 * @param name the device, such as {@code eth1}
 * @param index the kernel's interface index
 * @param address the address that unicast is received on and everything is sent from
 */
public record Nic(String name, int index, Inet4Address address) {}
