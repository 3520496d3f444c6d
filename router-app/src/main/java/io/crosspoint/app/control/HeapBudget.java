package io.crosspoint.app.control;

import io.crosspoint.pipeline.pcm.AudioFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How many channels a heap has room for. A router that ran out of memory in the middle of a change would end and take every other stream
 * with it, so a change that may need more than there is must be refused before it begins. Pure.
 *
 * @param heapBytes the most that the heap may grow to
 */
public record HeapBudget(long heapBytes) {

  private static final long MEBIBYTE = 1 << 20;

  /** What the launcher reckons with, generously: the router itself with 64 stereo routes, and each channel beyond these. */
  private static final long BASE_BYTES = 48 * MEBIBYTE;

  private static final int BASE_CHANNELS = 256;
  private static final long CHANNEL_BYTES = MEBIBYTE * 3 / 4;

  /** While streams are replaced, old and new are there together, for some seconds in which little garbage is made. */
  private static final int MOST_TOGETHER = 2;

  /** Of the JVM that this runs in. */
  public static HeapBudget ofThisProcess() {
    return new HeapBudget(Runtime.getRuntime().maxMemory());
  }

  /** Of inputs and outputs together, at a start. */
  long channels() {
    return BASE_CHANNELS + Math.max(0, (heapBytes - BASE_BYTES) / CHANNEL_BYTES);
  }

  /** To which a running router may grow: 400 left 38 MB of 48 in use, and a router that cannot be given one more stream is of no use. */
  long most() {
    return channels() * 3 / 2;
  }

  /** Why a change needs more than there is, and what helps; empty when it does not. What runs already is never held against it. */
  Optional<String> refusal(Desired running, Desired wanted) {
    Delta delta = Delta.between(running, wanted);
    long now = total(formats(running, running.inputs().keySet(), running.outputs().keySet()));
    long joining = total(formats(wanted, delta.joiningInputs(), delta.joiningOutputs()));
    long afterwards = total(formats(wanted, wanted.inputs().keySet(), wanted.outputs().keySet()));
    boolean isTooMuch = afterwards > now && afterwards > most();
    boolean isTooMuchAtOnce = joining > 0 && now + joining > MOST_TOGETHER * Math.max(now, channels());
    if (!isTooMuch && !isTooMuchAtOnce) {
      return Optional.empty();
    }
    long wantedBytes = BASE_BYTES + Math.max(0, afterwards - BASE_CHANNELS) * CHANNEL_BYTES;
    return Optional.of(
        "a heap of " + heapBytes / MEBIBYTE + " MB has room for " + most() + " channels, and " + afterwards
            + " would be there" + (isTooMuch ? "" : " (and " + (now + joining) + " while they are replaced)")
            + ": restart the router, which then takes what the file needs, or give it room from the beginning with ROUTER_HEAP="
            + Math.max(wantedBytes, heapBytes) / MEBIBYTE + "m");
  }

  private static Stream<AudioFormat> formats(Desired of, Set<String> inputs, Set<String> outputs) {
    return Stream.concat(
        of.inputs().values().stream().map(Desired.Input::spec).filter(spec -> inputs.contains(spec.name())).map(spec -> spec.format()),
        of.outputs().values().stream().filter(spec -> outputs.contains(spec.name())).map(spec -> spec.format()));
  }

  private static long total(Stream<AudioFormat> formats) {
    return formats.mapToLong(AudioFormat::channels).sum();
  }
}
