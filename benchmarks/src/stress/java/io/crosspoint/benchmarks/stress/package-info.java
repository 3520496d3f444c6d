/**
 * What threads may see of each other, by jcstress: a test for every hand-off that is written here with fences or orderings of its own. Those
 * of classes that are seen in their package only stand in a package of the same name under {@code src/stress}.
 *
 * <table>
 *   <caption>Hand-offs</caption>
 *   <tr><td>clock</td><td>{@code SequenceLock}, {@code ClockCell}, {@code SharedClock} (between processes)</td></tr>
 *   <tr><td>ring and tick</td><td>{@code EventRing} (two publishers, stages), {@code TickHandOver} (command before plan), {@code ChangeMeter}</td></tr>
 *   <tr><td>timelines</td><td>{@code Timeline} (the run of frames that was written last)</td></tr>
 *   <tr><td>sources</td><td>{@code HandOver}, {@code Playout}, {@code HoleLog}</td></tr>
 *   <tr><td>meters</td><td>{@code Counters} and {@code Gauges}, {@code Distribution}, {@code PeakMeter}, {@code AudioTrail}</td></tr>
 *   <tr><td>taps</td><td>{@code TapRing}, {@code LiveRing}, {@code LiveStage} (applied, so what it wrote into may be freed)</td></tr>
 * </table>
 *
 * <p>What needs none. A volatile field that holds an immutable object ({@code LivePlant.roster}, {@code ShardParts.heard},
 * {@code Levels.reading}, {@code ProgrammeMeter.reading}, {@code NativePacketSink.attached}, {@code NativePacketSource.watched}, and what
 * the application's threads show of themselves): the language promises what a test would look for. A volatile flag or number that says one
 * thing ({@code isStopping}, {@code polledNumber}, {@code PtpTimer.missed}, {@code lastErrno}), or an {@code AtomicLong} that nothing else
 * hangs on: there is nothing to be torn from. {@code RouteControl} and {@code LivePlant}: under one lock, off the hot path; what they tell
 * hot threads goes by {@code EventRing} and {@code TickHandOver}. {@code usrvclock}: one thread, which shows its clock by a
 * {@code ClockCell}. {@code ReadAhead}, {@code BugLog}, the application's queues: those of {@code java.util.concurrent}.
 */
package io.crosspoint.benchmarks.stress;
