/** Tests of the condition language. */
@NullMarked
package heddle.data.filter;

import org.jspecify.annotations.NullMarked;
