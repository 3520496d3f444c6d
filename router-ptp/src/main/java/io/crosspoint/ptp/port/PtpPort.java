package io.crosspoint.ptp.port;

import io.crosspoint.ptp.wire.DelayRequest;
import io.crosspoint.ptp.wire.Discard;
import io.crosspoint.ptp.wire.PtpMessage;
import io.crosspoint.ptp.wire.SyncMetadata;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A slave-only ordinary clock's port, end to end, without I/O.
 *
 * <p><b>Thread:</b> one. All {@code …Ns} arguments that are not PTP time are {@code CLOCK_MONOTONIC_RAW}.
 */
public final class PtpPort {

  /** For an event message that the kernel did not stamp. */
  public static final long NO_STAMP = Long.MIN_VALUE;

  private static final long AWAKE_AFTER_NS = 40_000_000;
  private static final long AWAKE_BEFORE_NS = 20_000_000;
  private static final long MIN_SPREAD_NS = 60_000_000;
  private static final long NS_PER_S = 1_000_000_000L;
  private static final long MIN_SYNC_TIMEOUT_NS = NS_PER_S;
  /** Nobody needs more than 16 requests a second; some masters allow 128. */
  private static final int MIN_LOG_REQUEST_INTERVAL = -4;
  private static final int MAX_LOG_REQUEST_INTERVAL = 5;
  private static final int LOG_INTERVAL_UNICAST = 0x7F;
  private static final int HYBRID_ATTEMPTS = 3;
  private static final int BACKWARD_SYNCS_ARE_A_STEP = 3;

  private final PortSettings settings;
  private final PortActions actions;
  private final RandomGenerator random;
  private final PortCounters counters = new PortCounters();
  private final MasterSelection selection;
  private final PtpMessage message = new PtpMessage();
  private final SyncMatcher syncs = new SyncMatcher(counters);
  private final DelayRequests requests = new DelayRequests();
  private final DelayRequest request;
  private final byte[] metadata = new byte[SyncMetadata.BYTES];

  private PortState state = PortState.LISTENING;
  private boolean hasMetadata;
  private int nextSequence;
  private long nextRequestNs;
  private int logRequestInterval;
  private int logSyncInterval;
  private long lastSyncNs;
  private long lastOriginNs;
  private int backwardSyncs;
  private boolean isUnicastRefused;
  private final long[] domains = new long[4];
  private long lastHeardNs;

  public PtpPort(PortSettings settings, PortActions actions, RandomGenerator random) {
    this.settings = settings;
    this.actions = actions;
    this.random = random;
    this.selection = new MasterSelection(settings, counters);
    this.request = new DelayRequest(settings.domain(), settings.own());
  }

  public PortState state() {
    return state;
  }

  public PortCounters counters() {
    return counters;
  }

  /** Every master heard within its timeout; allocates. */
  public List<MasterView> masters(long nowNs) {
    return selection.views(nowNs);
  }

  /** The newest synchronization metadata of the parent, or null; allocates. */
  public @Nullable SyncMetadata metadata() {
    return hasMetadata ? SyncMetadata.read(metadata, 0) : null;
  }

  /** When anything at all was last heard, wrong or right. */
  public long lastHeardNs() {
    return lastHeardNs;
  }

  /** Domains that were heard and are not ours, as {@code 0, 127}; allocates. */
  public String otherDomains() {
    return BitSet.valueOf(domains).stream().mapToObj(Integer::toString).collect(Collectors.joining(", "));
  }

  /** Delay requests since the last answer. */
  public int unansweredRequests() {
    return requests.unanswered();
  }

  /** Told by the estimator: whether the clock follows the parent, which is all that separates SLAVE from UNCALIBRATED. */
  public void setCalibrated(boolean isCalibrated) {
    if (state != PortState.LISTENING) {
      state = isCalibrated ? PortState.SLAVE : PortState.UNCALIBRATED;
    }
  }

  /** Forgets what is half measured: its stamps were taken on both sides of a step of the wall clock. */
  public void dropOutstanding() {
    syncs.clear();
    requests.clear();
  }

  /**
   * A datagram arrived.
   *
   * @param isEventSocket from port 319, else from port 320
   * @param stampNs the kernel's receive stamp, or {@link #NO_STAMP}
   */
  public void onDatagram(byte[] data, int length, int sourceAddress, boolean isEventSocket, long stampNs, long nowNs) {
    lastHeardNs = nowNs;
    Discard discard = message.parse(data, length);
    if (discard == null) {
      discard = checkHeader(isEventSocket);
    }
    if (discard == null) {
      counters.countReceived(message.type());
      discard = dispatch(sourceAddress, stampNs, nowNs);
    }
    if (discard != null) {
      counters.countDiscard(discard);
    }
  }

  private @Nullable Discard checkHeader(boolean isEventSocket) {
    if (message.majorSdoId() != 0) {
      return Discard.WRONG_SDO;
    }
    if (message.domain() != settings.domain()) {
      domains[message.domain() >> 6] |= 1L << message.domain();
      return Discard.WRONG_DOMAIN;
    }
    if (message.sourceClock() == settings.own().clock()) {
      return Discard.OWN_MESSAGE;
    }
    if (message.type().isEvent() != isEventSocket) {
      return Discard.WRONG_SOCKET;
    }
    return null;
  }

  private @Nullable Discard dispatch(int sourceAddress, long stampNs, long nowNs) {
    return switch (message.type()) {
      case ANNOUNCE -> onAnnounce(sourceAddress, nowNs);
      case SYNC -> onSync(sourceAddress, stampNs, nowNs);
      case FOLLOW_UP -> onFollowUp(sourceAddress, nowNs);
      case DELAY_RESP -> onDelayResponse(sourceAddress, nowNs);
      case MANAGEMENT -> onManagement();
      case SIGNALING, DELAY_REQ, PDELAY_REQ, PDELAY_RESP, PDELAY_RESP_FOLLOW_UP -> Discard.NOT_FOR_SLAVES;
    };
  }

  private @Nullable Discard onAnnounce(int sourceAddress, long nowNs) {
    if (message.isAlternateMaster()) {
      return Discard.ALTERNATE_MASTER;
    }
    if (message.grandmaster() == settings.own().clock()) {
      return Discard.OWN_MESSAGE;
    }
    boolean isParentNews = selection.onAnnounce(message, sourceAddress, nowNs);
    ForeignMaster before = selection.parent();
    select(nowNs);
    if (isParentNews && before != null && before == selection.parent()) {
      actions.onParent(before.describe());
    }
    return null;
  }

  private @Nullable Discard checkParent(int sourceAddress) {
    ForeignMaster parent = selection.parent();
    if (parent == null || !parent.isFrom(message)) {
      return Discard.NOT_PARENT;
    }
    if (sourceAddress != parent.sourceAddress) {
      counters.countOtherAddress();
    }
    return message.isAlternateMaster() ? Discard.ALTERNATE_MASTER : null;
  }

  private @Nullable Discard onSync(int sourceAddress, long stampNs, long nowNs) {
    Discard discard = checkParent(sourceAddress);
    if (discard != null) {
      return discard;
    }
    lastSyncNs = nowNs;
    if (message.logInterval() >= -10 && message.logInterval() <= 4) {
      logSyncInterval = message.logInterval();
    }
    if (stampNs == NO_STAMP) {
      return Discard.NO_STAMP;
    }
    // Some masters send Follow_Ups but forget twoStepFlag; their Syncs carry no time of their own.
    if (message.isTwoStep() || message.timestampNs() == 0) {
      counters.countTwoStepSync();
      if (syncs.onSync(message.sequence(), stampNs, message.correction(), nowNs)) {
        return measured(syncs.ptpNs, syncs.correction, syncs.rawNs);
      }
      return null;
    }
    return measured(message.timestampNs(), message.correction(), stampNs);
  }

  private @Nullable Discard onFollowUp(int sourceAddress, long nowNs) {
    Discard discard = checkParent(sourceAddress);
    if (discard != null) {
      return discard;
    }
    if (syncs.onFollowUp(message.sequence(), message.timestampNs(), message.correction(), nowNs)) {
      return measured(syncs.ptpNs, syncs.correction, syncs.rawNs);
    }
    return null;
  }

  private @Nullable Discard measured(long originNs, long correction, long stampNs) {
    if (originNs <= lastOriginNs && ++backwardSyncs <= BACKWARD_SYNCS_ARE_A_STEP) {
      return Discard.NOT_INCREASING;
    }
    backwardSyncs = 0;
    lastOriginNs = originNs;
    actions.onSync(originNs + roundToNs(correction), stampNs, logSyncInterval);
    return null;
  }

  private @Nullable Discard onDelayResponse(int sourceAddress, long nowNs) {
    if (message.requestingClock() != settings.own().clock() || message.requestingPort() != settings.own().port()) {
      return Discard.NOT_OUR_REQUEST;
    }
    Discard discard = checkParent(sourceAddress);
    if (discard != null) {
      return discard;
    }
    if (!requests.isAwaited(message.sequence(), nowNs)) {
      return Discard.UNKNOWN_REQUEST;
    }
    int log = message.logInterval();
    if (log != LOG_INTERVAL_UNICAST && log >= -10 && log <= 22) {
      logRequestInterval = Math.clamp(log, MIN_LOG_REQUEST_INTERVAL, MAX_LOG_REQUEST_INTERVAL);
    }
    if (requests.onAnswer(message.sequence(), message.timestampNs() - roundToNs(message.correction()))) {
      actions.onDelay(requests.ptpNs, requests.rawNs);
    }
    return null;
  }

  private @Nullable Discard onManagement() {
    int offset = message.syncMetadataOffset();
    if (offset < 0 || !selection.isFromParent(message)) {
      return Discard.NOT_FOR_SLAVES;
    }
    message.copyTo(metadata, offset);
    hasMetadata = true;
    return null;
  }

  /** The kernel's stamp of the request with this sequenceId. */
  public void onRequestSent(int sequence, long stampNs) {
    if (requests.onStamp(sequence & 0xFFFF, stampNs)) {
      actions.onDelay(requests.ptpNs, requests.rawNs);
    }
  }

  /** Does what is due. Call at {@link #nextTimerNs} at the latest, and not more often than needed. */
  public void onTimer(long nowNs) {
    select(nowNs);
    ForeignMaster parent = selection.parent();
    if (parent == null) {
      return;
    }
    if (nowNs - lastSyncNs > syncTimeoutNs()) {
      counters.syncTimeout();
      lastSyncNs = nowNs;
      selection.muteParent(nowNs);
      setCalibrated(false);
    }
    if (nowNs - nextRequestNs >= 0) {
      sendRequest(parent, nowNs);
    }
  }

  /** When {@link #onTimer} is due at the latest. */
  public long nextTimerNs(long nowNs) {
    long timerNs = nowNs + 100_000_000L;
    return selection.parent() != null && nextRequestNs - timerNs < 0 ? nextRequestNs : timerNs;
  }

  private long syncTimeoutNs() {
    return Math.max(MIN_SYNC_TIMEOUT_NS, 3 * intervalNs(logSyncInterval));
  }

  private void sendRequest(ForeignMaster parent, long nowNs) {
    if (requests.unanswered() >= HYBRID_ATTEMPTS) {
      isUnicastRefused = true;
    }
    boolean isUnicast = settings.isHybrid() && !isUnicastRefused && parent.sourceAddress != 0;
    byte[] bytes = request.with(nextSequence, isUnicast);
    if (actions.sendDelayRequest(bytes, DelayRequest.BYTES, isUnicast ? parent.sourceAddress : 0)) {
      requests.onSent(nextSequence, nowNs);
      counters.requestSent();
      nextSequence = (nextSequence + 1) & 0xFFFF;
    }
    nextRequestNs = awayFromSyncs(nowNs + random.nextLong(2 * intervalNs(logRequestInterval)));
  }

  /**
   * Moves a request out of the time around the Syncs. A host that has just handled one packet is awake and takes the next one up to 1.5 us
   * quicker: a request behind a Sync would measure another path than the Sync did. What was uniform stays uniform within the time left, so
   * that the slaves of a plant do not all ask at once.
   */
  private long awayFromSyncs(long requestNs) {
    long intervalNs = intervalNs(logSyncInterval);
    long leftNs = intervalNs - AWAKE_AFTER_NS - AWAKE_BEFORE_NS;
    if (leftNs < MIN_SPREAD_NS) {
      return requestNs;
    }
    long sinceNs = Math.floorMod(requestNs - lastSyncNs, intervalNs);
    return requestNs - sinceNs + AWAKE_AFTER_NS + sinceNs * leftNs / intervalNs;
  }

  private void select(long nowNs) {
    if (!selection.run(nowNs)) {
      return;
    }
    ForeignMaster parent = selection.parent();
    dropOutstanding();
    counters.beginParent();
    hasMetadata = false;
    lastOriginNs = Long.MIN_VALUE;
    backwardSyncs = 0;
    lastSyncNs = nowNs;
    logSyncInterval = 0;
    logRequestInterval = settings.profile().logDelayRequestInterval();
    isUnicastRefused = false;
    // The first answer tells the interval that the master wants, and lock waits for it.
    nextRequestNs = nowNs + random.nextLong(NS_PER_S / 16);
    state = parent == null ? PortState.LISTENING : PortState.UNCALIBRATED;
    actions.onParent(parent == null ? null : parent.describe());
  }

  private static long intervalNs(int log) {
    return log >= 0 ? NS_PER_S << log : NS_PER_S >> -log;
  }

  private static long roundToNs(long scaled) {
    return (scaled + (1 << 15)) >> 16;
  }
}
