using System.Globalization;

namespace Kith.Store.Embedded;

/// <summary>
/// The account PostgreSQL runs as. It refuses to run as root, so a Kith started by root hands its files and processes to an
/// ordinary account; started by anyone else, it is that account.
/// </summary>
internal sealed class PostgresAccount
{
    private const string Setpriv = "setpriv";
    private static readonly string[] Names = ["postgres", "nobody"];

    private readonly (int User, int Group)? dropTo;

    private PostgresAccount((int User, int Group)? dropTo) => this.dropTo = dropTo;

    /// <summary>Whether we are root and PostgreSQL runs as someone else.</summary>
    public bool Drops => dropTo is not null;

    /// <summary>Chooses the account: the owner of an existing cluster, or else the system's account for PostgreSQL, or else nobody.</summary>
    public static async Task<PostgresAccount> ChooseAsync(string cluster, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new PostgresAccount(null);
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new DatabaseUnusableException("PostgreSQL does not run as root. Start Kith from an ordinary account.");
        }

        if (Directory.Exists(cluster) && await NumbersAsync(["stat", "-c", "%u %g", cluster], cancellationToken) is { User: > 0 } owner)
        {
            return new PostgresAccount(owner);
        }

        foreach (var name in Names)
        {
            if (await NumbersAsync(["sh", "-c", "id -u \"$1\" && id -g \"$1\"", "id", name], cancellationToken) is { User: > 0 } account)
            {
                return new PostgresAccount(account);
            }
        }

        throw new DatabaseUnusableException(
            "Kith was started by root, but PostgreSQL does not run as root and this machine has neither an account postgres nor nobody. "
            + "Start Kith from an ordinary account, or make one: useradd --system postgres");
    }

    /// <summary>The command that runs another as the account.</summary>
    public IReadOnlyList<string> As(params IReadOnlyList<string> command) =>
        dropTo is not var (user, group)
            ? command
            : [Setpriv, $"--reuid={Text(user)}", $"--regid={Text(group)}", "--clear-groups", "--no-new-privs", "--", .. command];

    /// <summary>Makes a directory that only the account can enter, or takes over one that is there.</summary>
    public async Task OwnDirectoryAsync(string directory, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(directory, Private);
        File.SetUnixFileMode(directory, Private);
        await OwnAsync(directory, cancellationToken);
    }

    /// <summary>Gives a file or a directory with all in it to the account.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (dropTo is not var (user, group))
        {
            return;
        }

        // -h: a link is changed itself, so nothing outside the directory ever changes hands.
        var result = await ChildProgram.RunAsync(["chown", "-hR", $"{Text(user)}:{Text(group)}", path], "/", cancellationToken);
        if (!result.Succeeded)
        {
            throw new DatabaseUnusableException($"Could not give {path} to the account PostgreSQL runs as: {result.Complaint}");
        }
    }

    /// <summary>Lets the account pass through the directories above a path, and nothing more: they stay as unreadable as they were.</summary>
    /// <returns>The directories that had to be opened for passing through.</returns>
    public async Task<IReadOnlyList<string>> OpenWayAsync(string directory, CancellationToken cancellationToken)
    {
        var opened = new List<string>();
        if (OperatingSystem.IsWindows() || !Drops || await EntersAsync(directory, cancellationToken))
        {
            return opened;
        }

        foreach (var above in Above(directory))
        {
            if (!await EntersAsync(above, cancellationToken))
            {
                File.SetUnixFileMode(above, File.GetUnixFileMode(above) | UnixFileMode.OtherExecute);
                opened.Add(above);
            }
        }

        return await EntersAsync(directory, cancellationToken)
            ? opened
            : throw new DatabaseUnusableException(
                $"The account PostgreSQL runs as cannot enter {directory}. Set KITH_DATA to a directory it can reach, such as /var/lib/kith.");
    }

    /// <summary>Makes sure that the account may run a program.</summary>
    public async Task RequireProgramAsync(string program, CancellationToken cancellationToken)
    {
        if (Drops && !(await ChildProgram.RunAsync(As("sh", "-c", "test -x \"$1\"", "test", program), "/", cancellationToken)).Succeeded)
        {
            throw new DatabaseUnusableException(
                $"The account PostgreSQL runs as may not run {program}. Set KITH_POSTGRES_BIN to programs that every account can reach.");
        }
    }

    private static Stack<string> Above(string directory)
    {
        var way = new Stack<string>();
        for (var at = new DirectoryInfo(directory).Parent; at is not null; at = at.Parent)
        {
            way.Push(at.FullName);
        }

        return way;
    }

    private async Task<bool> EntersAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            var result = await ChildProgram.RunAsync(As("sh", "-c", "cd \"$1\"", "cd", directory), "/", cancellationToken);
            return !result.Errors.StartsWith(Setpriv, StringComparison.Ordinal)
                ? result.Succeeded
                : throw new DatabaseUnusableException(
                    $"Kith was started by root, but may not change to another account for PostgreSQL ({result.Complaint}). Start Kith from an ordinary account.");
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new DatabaseUnusableException(
                "Kith was started by root and needs the program setpriv to run PostgreSQL as another account. "
                + "Install it (apt-get install util-linux), or start Kith from an ordinary account.", problem);
        }
    }

    private static async Task<(int User, int Group)?> NumbersAsync(string[] command, CancellationToken cancellationToken)
    {
        var result = await ChildProgram.RunAsync(command, "/", cancellationToken);
        var parts = result.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return result.Succeeded && parts.Length == 2
            ? (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture))
            : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
