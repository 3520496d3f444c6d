package io.crosspoint.app.config;

import io.crosspoint.pipeline.ReceiveFlow;

/** A flow of an input, the network that it arrives on, and where the file says so. */
record PlacedFlow(At at, NetworksReader.Network network, ReceiveFlow flow) {}
