/** Properties: the 22 typed fields of an object type. */
@NullMarked
package heddle.data.property;

import org.jspecify.annotations.NullMarked;
