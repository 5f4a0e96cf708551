/** Reports: counts and sums over objects, under the reader's policies. */
@NullMarked
package heddle.data.report;

import org.jspecify.annotations.NullMarked;
