package heddle.market.verify;

/** One sort of verifier. */
interface Kind {
    /** Reports everything that is wrong with the parameters. */
    void check(Spec spec);

    /** Judges by parameters that {@link #check} let pass. */
    Finding judge(Spec spec, Subject subject);

    /** The dearer, the later it runs. */
    Cost cost(Spec spec);

    enum Cost {
        TRIVIAL,
        PARSING,
        SCRIPT,
        NETWORK,
        JUDGE,
        PERSON
    }
}
