/** What tests of the whole program stand on: a real database, a client that holds answers to the contract. */
@NullMarked
package heddle.testkit;

import org.jspecify.annotations.NullMarked;
