package io.crosspoint.app.talk;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A dotted IPv4 address on the command line; names are not resolved. */
public final class AddressText implements ITypeConverter<Inet4Address> {

  @Override
  public Inet4Address convert(String text) {
    try {
      if (text.matches("\\d{1,3}(\\.\\d{1,3}){3}") && InetAddress.getByName(text) instanceof Inet4Address address) {
        return address;
      }
    } catch (UnknownHostException e) {
      throw new TypeConversionException("'" + text + "' is not an IPv4 address: " + e.getMessage());
    }
    throw new TypeConversionException("'" + text + "' is not an IPv4 address");
  }
}
