/**
 * A laboratory on one machine: network namespaces with links between them, real peers (ptp4l, GStreamer, ffmpeg, tshark) running in
 * them, and a way to run test code inside one. Other modules use it through the test-jar of {@code router-ptp}.
 */
package io.crosspoint.lab;
