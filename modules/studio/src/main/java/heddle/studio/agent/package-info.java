/** Agents: what people of the platform build and let work. */
@NullMarked
package heddle.studio.agent;

import org.jspecify.annotations.NullMarked;
