@NullMarked
package heddle.kernel.script;

import org.jspecify.annotations.NullMarked;
