/**
 * The operator's file: read whole, judged whole, and turned into the immutable plan that the pipeline runs.
 *
 * <p>The YAML is composed into nodes that know their line and column and is read key by key against {@link
 * io.crosspoint.app.config.Schema}, never mapped onto beans: every problem of every kind is found in one pass and nothing is applied when
 * there is one. The only things asked of the machine are its interfaces and processors, and what web servers say that the file refers to
 * ({@link io.crosspoint.app.config.Host}), and that is an argument. Nothing here opens a socket or starts a thread.
 */
@NullMarked
package io.crosspoint.app.config;

import org.jspecify.annotations.NullMarked;
