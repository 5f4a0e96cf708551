/** What happened to a job, line by line, for whoever watches. */
@NullMarked
package heddle.market.joblog;

import org.jspecify.annotations.NullMarked;
