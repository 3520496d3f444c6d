/**
 * Why there is, or is not, sound at an output: the way from wire to wire as a chain of links, each with what was measured and, where it is
 * broken, what mends it. The first broken link is the answer.
 *
 * <p>{@link io.crosspoint.app.explain.Chain} is a function of {@link io.crosspoint.app.explain.Facts} and nothing else; the
 * {@link io.crosspoint.app.explain.Witness} gathers the facts from the running router and from the kernel's files.
 */
@NullMarked
package io.crosspoint.app.explain;

import org.jspecify.annotations.NullMarked;
