/**
 * The one model of what stands where on air, with one writer: the control thread. Every door (the HTTP interface, later panels and other
 * protocols) turns a wish into the same {@link io.crosspoint.app.control.Command}; each that is carried out makes one audit record and one
 * event, and is journalled so that it survives a restart.
 *
 * <p>The file says which streams exist and which crosspoints stand at first (configuration); what operators have changed since is kept
 * here, crosspoint by crosspoint (state). What is shown is what render has confirmed, never what was asked.
 *
 * <p>No HTTP and no YAML in here. Files are written by the recorder's thread only, so that a slow disk delays an answer and nothing else.
 */
@NullMarked
package io.crosspoint.app.control;

import org.jspecify.annotations.NullMarked;
