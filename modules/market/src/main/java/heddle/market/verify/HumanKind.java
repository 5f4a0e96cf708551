package heddle.market.verify;

/** {@code human}: a person says of the whole work whether it is as asked, once nothing else speaks against it. */
final class HumanKind implements Kind {
    @Override
    public void check(Spec spec) {
        // It has no parameters.
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        return Finding.review("The plan asks for a person");
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.PERSON;
    }
}
