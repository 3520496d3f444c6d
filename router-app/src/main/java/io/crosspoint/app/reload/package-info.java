/**
 * The doors through which a running router is told of another configuration: a signal, a file that changes, the API. They all come here,
 * where the text is read, judged and handed to the control thread, and where is kept what became of it. A text that has served for a while
 * is kept beside the file, for a start at which the file is broken.
 */
@NullMarked
package io.crosspoint.app.reload;

import org.jspecify.annotations.NullMarked;
