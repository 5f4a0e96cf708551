/** The command line client of the Market: a thin caller of the HTTP interface that runs in any terminal. */
@NullMarked
package heddle.client;

import org.jspecify.annotations.NullMarked;
