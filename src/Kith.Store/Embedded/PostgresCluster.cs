using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Kith.Store.Embedded;

/// <summary>The files of an embedded PostgreSQL: the cluster, its password and its logs, and how they come to be.</summary>
internal sealed class PostgresCluster
{
    /// <summary>The superuser of the cluster.</summary>
    public const string Superuser = "postgres";

    private const int PasswordBytes = 32;
    private const string SettingsFile = "kith.conf";

    private readonly string root;

    /// <summary>Names the files below a directory; touches none.</summary>
    public PostgresCluster(string root)
    {
        this.root = root;
        Directory = Path.Combine(root, "cluster");
        LogDirectory = Path.Combine(root, "log");
        StartLog = Path.Combine(root, "start.log");
    }

    /// <summary>The data directory in PostgreSQL's sense.</summary>
    public string Directory { get; }

    /// <summary>Where the server writes its log, one file for each day of the week.</summary>
    public string LogDirectory { get; }

    /// <summary>What the server says before its log is open.</summary>
    public string StartLog { get; }

    /// <summary>Whether the cluster is there.</summary>
    public bool Exists => File.Exists(VersionFile);

    /// <summary>The major version that made the cluster, or null when there is none yet.</summary>
    public int? Major
    {
        get
        {
            if (!System.IO.Directory.Exists(Directory))
            {
                return null;
            }

            try
            {
                return int.Parse(File.ReadAllText(VersionFile), CultureInfo.InvariantCulture);
            }
            catch (UnauthorizedAccessException problem)
            {
                throw new DatabaseUnusableException(
                    $"{Directory} belongs to another account. Start Kith as the account that made it, or as root.", problem);
            }
            catch (Exception problem) when (problem is IOException or FormatException)
            {
                throw new DatabaseUnusableException($"{Directory} is not a PostgreSQL cluster. Move it away, or set KITH_DATA to another directory.", problem);
            }
        }
    }

    private string VersionFile => Path.Combine(Directory, "PG_VERSION");

    private string PasswordFile => Path.Combine(root, "password");

    /// <summary>The superuser's password, made at random the first time.</summary>
    public string Password()
    {
        if (File.Exists(PasswordFile))
        {
            return ReadPassword();
        }

        if (System.IO.Directory.Exists(Directory))
        {
            throw new DatabaseUnusableException($"{PasswordFile} is missing, so Kith cannot sign in to its own PostgreSQL. Put it back from a backup.");
        }

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));
        WritePrivately(PasswordFile, password);
        return password;
    }

    /// <summary>Makes the cluster. It appears complete or not at all.</summary>
    public async Task CreateAsync(
        PostgresBinaries binaries, PostgresAccount account, bool durable, ILogger logger, CancellationToken cancellationToken)
    {
        EmbeddedLog.Creating(logger, binaries.Version, Directory);
        var unfinished = Directory + ".new";
        var passwordCopy = Path.Combine(root, "password.new");
        if (System.IO.Directory.Exists(unfinished))
        {
            System.IO.Directory.Delete(unfinished, recursive: true);
        }

        await account.OwnDirectoryAsync(unfinished, cancellationToken);
        try
        {
            WritePrivately(passwordCopy, Password());
            await account.OwnAsync(passwordCopy, cancellationToken);
            await InitialiseAsync(binaries, account, unfinished, passwordCopy, durable, cancellationToken);
        }
        finally
        {
            File.Delete(passwordCopy);
        }

        await File.AppendAllTextAsync(Path.Combine(unfinished, "postgresql.conf"), $"\ninclude_if_exists '../{SettingsFile}'\n", cancellationToken);
        System.IO.Directory.Move(unfinished, Directory);
    }

    /// <summary>Writes the settings anew, as the machine may have changed since the last start.</summary>
    public async Task WriteSettingsAsync(bool durable, CancellationToken cancellationToken)
    {
        // Beside the cluster, not in it: as root we write only where the server's account cannot lay out links for us to follow.
        var path = Path.Combine(root, SettingsFile);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        await File.WriteAllTextAsync(path, PostgresSettings.Text(memory, Environment.ProcessorCount, durable), cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    /// <summary>Notes that the process in <c>postmaster.pid</c> is not a server of this cluster; see <see cref="PostmasterFile.Disown"/>.</summary>
    public async Task DisownAsync(PostgresAccount account, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(root, "postmaster.new");
        PostmasterFile.Disown(Directory, copy);
        await account.OwnAsync(copy, cancellationToken);
        File.Move(copy, Path.Combine(Directory, PostmasterFile.Name), overwrite: true);
    }

    /// <summary>Why the last start failed, in the server's own words.</summary>
    public string LastWords()
    {
        var words = File.Exists(StartLog) ? Lines(StartLog) : [];
        if (words.Length == 0 && System.IO.Directory.Exists(LogDirectory))
        {
            var newest = new DirectoryInfo(LogDirectory).EnumerateFiles().MaxBy(file => file.LastWriteTimeUtc);
            words = newest is null ? [] : Lines(newest.FullName);
        }

        return string.Join(' ', words.TakeLast(3));
    }

    private static string[] Lines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n').Where(IsTelling)];
    }

    private static bool IsTelling(string line) =>
        line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("PANIC", StringComparison.Ordinal)
        || line.Contains("ERROR", StringComparison.Ordinal) || line.Contains("HINT", StringComparison.Ordinal)
        || line.StartsWith("setpriv", StringComparison.Ordinal) || line.StartsWith("postgres", StringComparison.Ordinal);

    private static async Task InitialiseAsync(
        PostgresBinaries binaries, PostgresAccount account, string directory, string passwordFile, bool durable, CancellationToken cancellationToken)
    {
        string[] command =
        [
            binaries.Program("initdb"), "--pgdata", directory, "--username", Superuser, "--pwfile", passwordFile,
            "--auth", "scram-sha-256", "--encoding", "UTF8", .. Locale(binaries.Major),
            durable ? "--data-checksums" : "--no-sync",
        ];
        var result = await ChildProgram.RunAsync(account.As(command), directory, cancellationToken);
        if (!result.Succeeded)
        {
            throw new DatabaseUnusableException($"PostgreSQL could not make a cluster in {directory}: {result.Complaint}");
        }
    }

    // Texts sort by code point on every system, and upper and lower case know all of Unicode.
    private static string[] Locale(int major) =>
        major >= 17 ? ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        : OperatingSystem.IsMacOS() ? ["--locale", "C", "--lc-ctype", "en_US.UTF-8"]
        : OperatingSystem.IsWindows() ? ["--locale", "C"]
        : ["--locale", "C.UTF-8"];

    private static void WritePrivately(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private string ReadPassword()
    {
        try
        {
            return File.ReadAllText(PasswordFile);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new DatabaseUnusableException(
                $"{PasswordFile} belongs to another account. Start Kith as the account that made it, or as root.", problem);
        }
    }
}
