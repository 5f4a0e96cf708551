/** One condition language, four spellings, one SQL compiler, one evaluator. */
@NullMarked
package heddle.data.filter;

import org.jspecify.annotations.NullMarked;
