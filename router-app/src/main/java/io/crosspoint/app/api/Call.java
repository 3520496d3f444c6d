package io.crosspoint.app.api;

import io.crosspoint.app.config.HttpChoice;
import io.crosspoint.app.control.Actor;
import io.crosspoint.app.control.Command.Expectation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request, read strictly: what is not understood is refused, not ignored. */
final class Call {

  private static final Pattern ETAG = Pattern.compile("\"r(\\d{1,18})\"");
  private static final String WHO = "crosspoint.who";

  private final RoutingContext context;

  Call(RoutingContext context) {
    this.context = context;
  }

  /** Notes who a request comes from, once that is known. */
  static void admit(RoutingContext context, HttpChoice.Token who) {
    context.put(WHO, who);
  }

  RoutingContext context() {
    return context;
  }

  Actor actor() {
    HttpChoice.Token who = context.get(WHO);
    String address = context.request().remoteAddress() == null ? "" : String.valueOf(context.request().remoteAddress().hostAddress());
    return new Actor(who == null ? "" : who.name(), "http", address);
  }

  /** A part of the path. */
  String path(String name) {
    String value = context.pathParam(name);
    if (value == null) {
      throw Refusal.unknown("there is no " + name);
    }
    return value;
  }

  /** A channel number in the path. */
  int channel(String name) {
    String text = path(name);
    if (!text.matches("\\d{1,5}")) {
      throw Refusal.unknown("a channel is a number from 1");
    }
    return Integer.parseInt(text);
  }

  /** A whole number of the query, or a fallback. */
  long query(String name, long fallback, long least, long most) {
    String text = context.request().getParam(name);
    if (text == null) {
      return fallback;
    }
    if (!text.matches("\\d{1,18}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
      throw Refusal.malformed(name + " must be a whole number from " + least + " to " + most);
    }
    return Long.parseLong(text);
  }

  /** The body as a JSON object; an empty one when there is no body and none is needed. */
  Fields body(boolean isRequired) {
    Buffer bytes = context.body() == null ? null : context.body().buffer();
    if (bytes == null || bytes.length() == 0) {
      if (isRequired) {
        throw Refusal.malformed("a JSON object is needed");
      }
      return new Fields("", new JsonObject());
    }
    String type = context.request().getHeader("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Refusal(Answer.problem(415, "Unsupported media type", "the body must be application/json"));
    }
    try {
      return new Fields("", new JsonObject(bytes));
    } catch (DecodeException | ClassCastException e) {
      throw Refusal.malformed("the body is not a JSON object");
    }
  }

  /** The body's bytes, to tell one request from another. */
  Buffer bytes() {
    Buffer bytes = context.body() == null ? null : context.body().buffer();
    return bytes == null ? Buffer.buffer() : bytes;
  }

  /** What the asker wants the thing to be still, or null when he does not say. */
  @Nullable Expectation expected(Expectation.Of of, String name) {
    String match = context.request().getHeader("If-Match");
    if ("*".equals(context.request().getHeader("If-None-Match"))) {
      return new Expectation(of, name, 0);
    }
    if (match == null || "*".equals(match)) {
      return null;
    }
    Matcher tag = ETAG.matcher(match);
    return new Expectation(of, name, tag.matches() ? Long.parseLong(tag.group(1)) : -1);
  }

  /** Whether the asker has the newest already. */
  boolean isKnown(long revision) {
    return Optional.ofNullable(context.request().getHeader("If-None-Match")).filter(("\"r" + revision + "\"")::equals).isPresent();
  }
}
