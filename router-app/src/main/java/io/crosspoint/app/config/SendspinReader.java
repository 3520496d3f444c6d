package io.crosspoint.app.config;

import io.crosspoint.app.sendspin.SendspinPlan;
import io.crosspoint.app.sendspin.SendspinSource;
import io.crosspoint.app.source.SourcePlan;
import io.crosspoint.pipeline.convert.Kernel;
import io.crosspoint.pipeline.pcm.AudioFormat;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** An input that is a player of a Sendspin server. */
final class SendspinReader implements SourceReader {

  private static final long GREATEST_DELAY_NS = 5_000_000_000L;

  @Override
  public String key() {
    return "sendspin";
  }

  @Override
  public Schema schema() {
    return Schema.SENDSPIN;
  }

  @Override
  public Optional<SourcePlan> read(String input, Section section, AudioFormat format, SourceContext context, Findings findings) {
    URI server = section.required("server", SendspinReader::server);
    long delayNs = section.optional("playout-delay", text -> Durations.between(text, 0, GREATEST_DELAY_NS), 0L);
    if (!Kernel.isSupported(format.rateHz())) {
      findings.problem(section.at(), "cannot be resampled to " + format.rateHz() + " Hz");
      return Optional.empty();
    }
    if (server == null) {
      return Optional.empty();
    }
    String name = context.plant() + " " + input;
    String clientId = "crosspoint." + context.plant() + "." + input;
    SendspinPlan plan = new SendspinPlan(server, clientId, name, context.linkOffsetFrames(), delayNs);
    return Optional.of(
        new SourcePlan(
            input, key(), "a player of " + server, plan, clientId, (of, with, clock) -> new SendspinSource(of, plan, clock)));
  }

  private static Parsed<URI> server(String text) {
    try {
      URI uri = new URI(text);
      if ("ws".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
        return Parsed.value(uri);
      }
    } catch (URISyntaxException e) {
      return Parsed.refused("is no address: " + Scalars.abridged(text));
    }
    return Parsed.refused("must be an address such as ws://10.77.0.9:8927/sendspin, but is '" + Scalars.abridged(text) + "'");
  }
}
