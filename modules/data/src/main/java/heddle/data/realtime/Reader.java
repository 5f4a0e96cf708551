package heddle.data.realtime;

import heddle.kernel.access.Caller;

/** Someone who is told events as they happen. None of the calls may wait. */
interface Reader {
    Viewer viewer();

    /** A frame for one of its interests. */
    void take(Frame frame);

    /** The events between two numbers cannot be told to one of its interests. */
    void gap(Interest interest, long from, long to);

    /** The credential that it came with, asked about again while it stays. */
    Credential credential();

    /** The same credential speaks for somebody with other rights now. */
    void renewed(Caller caller);

    /** What is due with time: signs of life, the end of its stay. */
    void tick();

    void dismiss(int code, String reason);

    /**
     * @param token as sent
     * @param caller whom it named when it was sent
     */
    record Credential(String token, Caller caller) {}
}
