@NullMarked
package heddle.server.studio;

import org.jspecify.annotations.NullMarked;
