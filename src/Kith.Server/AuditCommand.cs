using System.Globalization;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Npgsql;

namespace Kith.Server;

/// <summary><c>kith audit verify</c> and <c>kith audit export</c>: the history of an installation checked, or handed to somebody else to check, without its server.</summary>
internal static class AuditCommand
{
    /// <summary>Runs the command; answers 0 where all is well, 1 where something is wrong with a history, 2 where it could not be looked at.</summary>
    /// <param name="bytes">Takes an export that is to go nowhere else.</param>
    /// <param name="words">Takes what is told to people.</param>
    public static async Task<int> RunAsync(KithSettings settings, IReadOnlyList<string> arguments, Stream bytes, TextWriter words, CancellationToken cancellation)
    {
        if (AuditOptions.Read(arguments) is not { } options)
        {
            await words.WriteLineAsync(Messages.Text("audit.usage"));
            return 2;
        }
        await using var database = await CommandDatabase.OpenAsync(settings, cancellation);
        var access = database.Access;
        try
        {
            return options.Exports ? await ExportAsync(access, options, bytes, words, cancellation) : await VerifyAsync(access, options, words, cancellation);
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InvalidParameterValue)
        {
            await words.WriteLineAsync(Messages.Text("audit.no_schema"));
            return 2;
        }
    }

    private static async Task<int> VerifyAsync(AuditAccess access, AuditOptions options, TextWriter words, CancellationToken cancellation)
    {
        var verifier = new AuditVerifier(access.Database);
        var bad = false;
        foreach (var workspace in options.Workspace is { } only ? [only] : await access.WorkspacesAsync(cancellation))
        {
            var result = await verifier.VerifyAsync(workspace, options.Head, cancellation);
            bad |= result.Finding is not null;
            await words.WriteLineAsync(Told(result));
            if (result.Erased > 0)
                await words.WriteLineAsync(Messages.Text("audit.erased", workspace, result.Erased));
        }
        return bad ? 1 : 0;
    }

    private static string Told(AuditResult result) => result switch
    {
        { Finding: { } finding } => Messages.Text("audit." + Naming.Snake(finding.Fault.ToString()), result.Workspace, finding.Position),
        { Newest: { } newest } => Messages.Text("audit.whole", result.Workspace, result.Entries, newest.Number, Convert.ToHexStringLower(newest.Hash)),
        _ => Messages.Text("audit.unsealed", result.Workspace, result.Entries),
    };

    private static async Task<int> ExportAsync(AuditAccess access, AuditOptions options, Stream bytes, TextWriter words, CancellationToken cancellation)
    {
        var export = new AuditExport(access.Database);
        if (options.Out is null)
        {
            await export.WriteAsync(options.Workspace!.Value, bytes, cancellation);
            return 0;
        }
        await using var file = new FileStream(options.Out, FileMode.Create, FileAccess.Write);
        await words.WriteLineAsync(Messages.Text("audit.exported", await export.WriteAsync(options.Workspace!.Value, file, cancellation)));
        return 0;
    }

    private sealed record AuditOptions(bool Exports, Guid? Workspace, string? Out, (long Number, byte[] Hash)? Head)
    {
        /// <summary>What is asked for; null where it cannot be understood.</summary>
        public static AuditOptions? Read(IReadOnlyList<string> arguments)
        {
            if (arguments is not ["verify" or "export", ..] || arguments.Count % 2 == 0)
                return null;
            var options = new AuditOptions(arguments[0] == "export", null, null, null);
            for (var i = 1; i < arguments.Count; i += 2)
            {
                if (options.With(arguments[i], arguments[i + 1]) is not { } more)
                    return null;
                options = more;
            }
            // An export is of one workspace, and a seal that was noted too.
            return options.Workspace is null && (options.Exports || options.Head is not null) ? null : options;
        }

        private AuditOptions? With(string name, string value) => (name, Exports) switch
        {
            ("--workspace", _) when Guid.TryParse(value, out var workspace) => this with { Workspace = workspace },
            ("--out", true) => this with { Out = value },
            ("--head", false) when value.Split(':') is [var number, { Length: 64 } hash] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && hash.All(char.IsAsciiHexDigit) =>
                this with { Head = (n, Convert.FromHexString(hash)) },
            _ => null,
        };
    }
}
