package io.crosspoint.app.config;

import java.util.List;

/** What became of a file. */
public sealed interface Reading {

  /** @param notes what is legal but probably worth a look */
  record Valid(RouterConfig config, List<Problem> notes) implements Reading {}

  /** @param problems all of them, in the order of the file; never empty */
  record Invalid(List<Problem> problems) implements Reading {}
}
