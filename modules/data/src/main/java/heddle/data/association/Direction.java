package heddle.data.association;

/** Which end of a link an object stands at. */
enum Direction {
    OUTGOING,
    INCOMING,
    BOTH
}
