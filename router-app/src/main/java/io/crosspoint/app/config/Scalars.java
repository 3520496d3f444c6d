package io.crosspoint.app.config;

import io.crosspoint.pipeline.pcm.AudioFormat;
import io.crosspoint.pipeline.pcm.Encoding;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What single values of the file mean. Pure; each refusal says what would have been legal. */
final class Scalars {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern FORMAT = Pattern.compile("([A-Za-z0-9]+)/(\\d{1,9})/(\\d{1,9})");
  private static final Pattern OCTETS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern DECIBELS = Pattern.compile("([+\\-\u2212]?\\d{1,4}(?:\\.\\d{1,6})?)\\s*dB", Pattern.CASE_INSENSITIVE);
  private static final List<Integer> RATES_HZ = List.of(44_100, 48_000, 88_200, 96_000, 192_000);
  private static final int MOST_STREAM_CHANNELS = 64;
  private static final int MOST_SOCKET_PATH_BYTES = 107;
  private static final double LOWEST_GAIN_DB = -120;
  private static final double HIGHEST_GAIN_DB = 20;

  private Scalars() {}

  /** A name that stands in paths, metrics and {@code stream/channel} without quoting. */
  static Parsed<String> name(String text) {
    return NAME.matcher(text).matches()
        ? Parsed.value(text)
        : Parsed.refused("a name is 1 to 64 letters, digits, '.', '_' or '-', and begins with a letter or digit");
  }

  static Function<String, Parsed<Integer>> integer(int least, int greatest) {
    return text -> integer(text, least, greatest).then(number -> Parsed.value(number.intValue()));
  }

  static Parsed<Long> integer(String text, long least, long greatest) {
    String range = least + " to " + greatest;
    if (!text.matches("-?\\d+")) {
      return Parsed.refused("must be a whole number (" + range + "), but is '" + abridged(text) + "'");
    }
    // More digits than any limit here has would not fit a long.
    long number = text.length() > 15 ? Long.MAX_VALUE : Long.parseLong(text);
    return number >= least && number <= greatest
        ? Parsed.value(number)
        : Parsed.refused("must be " + range + ", but is " + abridged(text));
  }

  /** One of the constants of an enum, in the file's spelling. */
  static <E extends Enum<E>> Function<String, Parsed<E>> choice(Class<E> type) {
    return text -> {
      for (E constant : type.getEnumConstants()) {
        if (spelling(constant).equals(text)) {
          return Parsed.value(constant);
        }
      }
      List<String> legal = Arrays.stream(type.getEnumConstants()).map(Scalars::spelling).toList();
      String hint = Spelling.nearest(text, legal).map(near -> "; did you mean " + near + "?").orElse("");
      return Parsed.refused("must be " + anyOf(legal) + ", but is '" + abridged(text) + "'" + hint);
    };
  }

  static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code L24/48000/2}: encoding, rate in Hz, channels. */
  static Parsed<AudioFormat> format(String text) {
    return format(text, MOST_STREAM_CHANNELS);
  }

  static Parsed<AudioFormat> format(String text, int mostChannels) {
    Matcher parts = FORMAT.matcher(text);
    if (!parts.matches()) {
      return Parsed.refused("must be encoding/rate/channels such as L24/48000/2, but is '" + abridged(text) + "'");
    }
    Encoding encoding = encoding(parts.group(1).toUpperCase(Locale.ROOT));
    int rateHz = Integer.parseInt(parts.group(2));
    int channels = Integer.parseInt(parts.group(3));
    if (encoding == null) {
      return Parsed.refused("encoding must be L16, L24 or AM824, but is " + abridged(parts.group(1)));
    }
    if (!RATES_HZ.contains(rateHz)) {
      return Parsed.refused("rate must be " + anyOf(RATES_HZ.stream().map(String::valueOf).toList()) + " Hz, but is " + rateHz);
    }
    if (channels < 1 || channels > mostChannels) {
      return Parsed.refused("must have 1 to " + mostChannels + " channels, but has " + channels);
    }
    return Parsed.value(new AudioFormat(encoding, rateHz, channels));
  }

  private static @Nullable Encoding encoding(String word) {
    return Arrays.stream(Encoding.values()).filter(encoding -> encoding.name().equals(word)).findFirst().orElse(null);
  }

  /** Four octets; never a host name, so that reading a file asks no server anything. */
  static Parsed<Inet4Address> address(String text) {
    Matcher octets = OCTETS.matcher(text);
    byte[] bytes = new byte[4];
    boolean isLegal = octets.matches();
    for (int i = 0; isLegal && i < 4; i++) {
      int octet = Integer.parseInt(octets.group(i + 1));
      isLegal = octet <= 255;
      bytes[i] = (byte) octet;
    }
    return isLegal
        ? Parsed.value(ipv4(bytes))
        : Parsed.refused("must be an IPv4 address such as 10.77.0.1, but is '" + abridged(text) + "'");
  }

  private static Inet4Address ipv4(byte[] bytes) {
    try {
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("four bytes are always an address", e);
    }
  }

  /** A group that media may be sent to or received from (RFC 5771). */
  static Parsed<Inet4Address> group(String text) {
    return address(text).then(address -> {
      byte[] octets = address.getAddress();
      if (!address.isMulticastAddress()) {
        return Parsed.refused(text + " is not a multicast group (224.0.1.0 to 239.255.255.255); for unicast, inputs have no group and"
            + " outputs have host");
      }
      if ((octets[0] & 0xFF) == 224 && octets[1] == 0 && octets[2] == 0) {
        return Parsed.refused(text + " is link-local control (224.0.0.0/24): switches flood it and routers drop it; use 239.x.x.x");
      }
      return Parsed.value(address);
    });
  }

  /** The address of one host. */
  static Parsed<Inet4Address> unicast(String text) {
    return address(text).then(address -> address.isMulticastAddress()
        ? Parsed.refused(text + " is a multicast group; write it as group")
        : address.isAnyLocalAddress() || (address.getAddress()[0] & 0xFF) >= 240
            ? Parsed.refused(text + " is not the address of one host")
            : Parsed.value(address));
  }

  /** A UDP port for media. */
  static Parsed<Integer> port(String text) {
    return integer(text, 1, 65_535).then(port -> port == 319 || port == 320
        ? Parsed.refused(port + " belongs to PTP; AES67 streams usually use 5004")
        : Parsed.value(port.intValue()));
  }

  /** Decibels with their unit, or {@code off}; −∞ for the latter. */
  static Parsed<Double> gainDb(String text) {
    if ("off".equalsIgnoreCase(text)) {
      return Parsed.value(Double.NEGATIVE_INFINITY);
    }
    Matcher decibels = DECIBELS.matcher(text);
    if (!decibels.matches()) {
      return Parsed.refused("must be a gain with its unit such as -6 dB, or off, but is '" + abridged(text) + "'");
    }
    double gainDb = Double.parseDouble(decibels.group(1).replace('\u2212', '-'));
    return gainDb >= LOWEST_GAIN_DB && gainDb <= HIGHEST_GAIN_DB
        ? Parsed.value(gainDb)
        : Parsed.refused("must be -120 dB to +20 dB, or off, but is " + abridged(text));
  }

  /** A path from the root of the file system: a service's working directory is nobody's business. */
  static Parsed<Path> path(String text) {
    try {
      if (text.startsWith("/") && text.length() > 1 && !text.endsWith("/")) {
        return Parsed.value(Path.of(text).normalize());
      }
    } catch (InvalidPathException e) {
      return Parsed.refused("is no path: " + e.getReason());
    }
    return Parsed.refused("must be an absolute path, but is '" + abridged(text) + "'");
  }

  /** The path of a socket, which the kernel limits. */
  static Parsed<Path> socketPath(String text) {
    return path(text).then(path -> path.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_SOCKET_PATH_BYTES
        ? Parsed.value(path)
        : Parsed.refused("is longer than the " + MOST_SOCKET_PATH_BYTES + " bytes that the path of a socket may have"));
  }

  static String anyOf(List<String> words) {
    return words.size() == 1
        ? words.getFirst()
        : words.stream().limit(words.size() - 1L).collect(Collectors.joining(", ")) + " or " + words.getLast();
  }

  /** What an operator wrote, short enough for one line. */
  static String abridged(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }

  static Parsed<Boolean> truth(String text) {
    return switch (text) {
      case "true" -> Parsed.value(true);
      case "false" -> Parsed.value(false);
      default -> Parsed.refused("must be true or false, but is '" + abridged(text) + "'");
    };
  }
}
