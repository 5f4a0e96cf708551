/** Mail: servers, messages in their form on the wire, and the texts that Heddle sends. */
@NullMarked
package heddle.kernel.mail;

import org.jspecify.annotations.NullMarked;
