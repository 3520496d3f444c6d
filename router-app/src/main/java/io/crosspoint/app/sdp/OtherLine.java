package io.crosspoint.app.sdp;

/** A line that means nothing to a router and is kept as it is: {@code i= u= e= p= b= t= r= z= k=} and letters that RFC 8866 lacks. */
public record OtherLine(char type, String value) implements Line {}
