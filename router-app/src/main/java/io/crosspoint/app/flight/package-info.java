/**
 * Flight recordings as files, and their replay: pcapng, so that Wireshark opens them. Packets are packets; what else stood on the ring, the
 * plan of the router and the checksums of what it sent are custom blocks, which other programs pass over.
 */
@NullMarked
package io.crosspoint.app.flight;

import org.jspecify.annotations.NullMarked;
