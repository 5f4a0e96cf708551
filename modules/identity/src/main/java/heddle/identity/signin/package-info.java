/** Sign-in: the gate that every way of signing in passes. */
@NullMarked
package heddle.identity.signin;

import org.jspecify.annotations.NullMarked;
