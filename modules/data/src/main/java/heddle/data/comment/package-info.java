/** Comments: what people say under an object. */
@NullMarked
package heddle.data.comment;

import org.jspecify.annotations.NullMarked;
