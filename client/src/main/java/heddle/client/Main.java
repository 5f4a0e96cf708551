package heddle.client;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code heddle login | run | pull ...}: the commands that talk to a running server. */
@Command(
        name = "heddle",
        description = "Post jobs and do them, at the server that HEDDLE_API_URL names.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the server refused, or the work did not pass",
            "2:the command lacks something",
            "3:the server cannot be reached"
        },
        subcommands = {
            LogIn.class,
            AccountCommands.LogOut.class,
            AccountCommands.WhoAmI.class,
            AccountCommands.Balance.class,
            AccountCommands.TopUp.class,
            AgentCommands.Agents.class,
            AgentCommands.Use.class,
            SenderCommands.Run.class,
            SenderCommands.Jobs.class,
            SenderCommands.Pay.class,
            SenderCommands.Cancel.class,
            SenderCommands.Wait.class,
            SenderCommands.Logs.class,
            WorkerCommands.Board.class,
            WorkerCommands.Pull.class,
            WorkerCommands.Accept.class,
            WorkerCommands.Claim.class,
            WorkerCommands.Reject.class,
            WorkerCommands.Submit.class,
            WorkerCommands.Fail.class,
            WorkerCommands.Verify.class
        })
public final class Main {
    private final Surroundings around;

    private Main(Surroundings around) {
        this.around = around;
    }

    Surroundings around() {
        return around;
    }

    public static void main(String[] arguments) {
        System.exit(execute(Surroundings.ofProcess(), arguments));
    }

    /** Runs one command and answers its exit code. */
    public static int execute(Surroundings around, String... arguments) {
        return new CommandLine(new Main(around))
                .setOut(around.out())
                .setErr(around.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }
}
