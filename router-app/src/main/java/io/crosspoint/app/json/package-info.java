/** JSON as this router writes it, without a library: for documents, records and errors. Reading it is the business of the doors. */
@NullMarked
package io.crosspoint.app.json;

import org.jspecify.annotations.NullMarked;
