namespace Kith.Store.Embedded;

/// <summary>The place of the server's socket.</summary>
/// <param name="Address">Where to connect.</param>
/// <param name="Passing">A directory outside the data directory that ends with the server, or null.</param>
internal sealed record SocketPlace(PostgresAddress Address, string? Passing)
{
    private const string Prefix = "kith-";

    /// <summary>Chooses the place and makes its directory, which only the account can enter.</summary>
    public static async Task<SocketPlace> MakeAsync(
        EmbeddedPostgresOptions options, PostgresAccount account, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return new SocketPlace(PostgresAddress.FreePort(), null);
        }

        // After a crash the short directory of the last start is still there, and only this note knows its random name.
        var note = Path.Combine(options.DataDirectory, "socket.path");
        RemoveNoted(note);
        var usual = Path.GetFullPath(options.SocketDirectory ?? Path.Combine(options.DataDirectory, "socket"));
        if (PostgresAddress.FitsIn(usual))
        {
            await account.OwnDirectoryAsync(usual, cancellationToken);
            return new SocketPlace(PostgresAddress.InDirectory(usual), null);
        }

        var passing = Directory.CreateTempSubdirectory(Prefix).FullName;
        await File.WriteAllTextAsync(note, passing, cancellationToken);
        await account.OwnDirectoryAsync(passing, cancellationToken);
        return new SocketPlace(PostgresAddress.InDirectory(passing), passing);
    }

    private static void RemoveNoted(string note)
    {
        if (!File.Exists(note))
        {
            return;
        }

        var noted = File.ReadAllText(note);
        if (Path.GetFileName(noted).StartsWith(Prefix, StringComparison.Ordinal) && Directory.Exists(noted))
        {
            PostgresAddress.InDirectory(noted).RemoveLeftovers();
            try
            {
                Directory.Delete(noted);
            }
            catch (IOException)
            {
                // Something else is in it by now, so it is no longer ours.
            }
        }

        File.Delete(note);
    }
}
