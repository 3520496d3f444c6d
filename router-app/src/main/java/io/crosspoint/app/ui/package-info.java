/**
 * The browser interface: its files, as the server hands them out.
 *
 * <p>They are plain ES modules, one style sheet and one page, below {@code /ui} on the class path; nothing is built, bundled or fetched
 * from elsewhere. The page itself is served with its entity tag and asked for again each time; everything that it loads has the hash of all
 * files in its path and so may be kept for ever. What the page shows and does goes through {@code /api/v1}, like any other program's
 * wishes.
 */
@NullMarked
package io.crosspoint.app.ui;

import org.jspecify.annotations.NullMarked;
