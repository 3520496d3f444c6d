package io.crosspoint.app.control;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Commands that went to render together.
 *
 * @param asked what render was given, by output
 */
record Flight(DataPlane.Ticket ticket, Map<String, SortedMap<CrosspointId, Level>> asked, List<Waiting> waiting) {}
