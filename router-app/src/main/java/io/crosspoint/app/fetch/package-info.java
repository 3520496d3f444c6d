/**
 * Small texts from HTTP servers that are named by the operator, with a deadline and a size limit for all that a slow or hostile server may
 * do. Nothing is kept and nothing is fetched twice: whoever asks decides when.
 */
@NullMarked
package io.crosspoint.app.fetch;

import org.jspecify.annotations.NullMarked;
