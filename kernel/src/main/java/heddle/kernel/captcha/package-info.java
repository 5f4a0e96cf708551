/** Whether a person or a program filled in a form. */
@NullMarked
package heddle.kernel.captcha;

import org.jspecify.annotations.NullMarked;
