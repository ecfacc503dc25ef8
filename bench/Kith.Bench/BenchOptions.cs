using System.Globalization;

namespace Kith.Bench;

/// <summary>What a run measures, from its command line.</summary>
internal sealed record BenchOptions
{
    /// <summary>Contacts and deals in the large workspace, and rows of the import.</summary>
    public int Rows { get; init; } = 1_000_000;
    /// <summary>Connections that send at the same time.</summary>
    public int Clients { get; init; } = 16;
    /// <summary>How long each figure is measured, after a warm-up.</summary>
    public int Seconds { get; init; } = 10;
    /// <summary>How often the whole series is repeated; ratios are medians over rounds.</summary>
    public int Rounds { get; init; } = 3;
    /// <summary>A directory that keeps the filled database for the next run; null makes one and removes it.</summary>
    public string? Keep { get; init; }
    /// <summary>Names of the scenarios to run; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];
    /// <summary>Where the report goes; null prints it only.</summary>
    public string? Output { get; init; }

    /// <summary>Reads the command line; null where it cannot be read.</summary>
    public static BenchOptions? Read(IReadOnlyList<string> args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Count; i++)
        {
            if (i + 1 == args.Count)
                return null;
            var value = args[++i];
            var read = args[i - 1] switch
            {
                "--rows" when Number(value) is { } n => options with { Rows = n },
                "--clients" when Number(value) is { } n => options with { Clients = n },
                "--seconds" when Number(value) is { } n => options with { Seconds = n },
                "--rounds" when Number(value) is { } n => options with { Rounds = n },
                "--keep" => options with { Keep = Path.GetFullPath(value) },
                "--only" => options with { Only = value.Split(',') },
                "--output" => options with { Output = Path.GetFullPath(value) },
                _ => null,
            };
            if (read is null)
                return null;
            options = read;
        }
        return options;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    /// <summary>Says how the program is called.</summary>
    public static int Usage()
    {
        Console.Error.WriteLine("bench/run [--rows 1000000] [--clients 16] [--seconds 10] [--rounds 3] [--only list,get,create,create-in-one,update,update-in-one,batch,batch-in-one,search,deals,pages,reports,searches,import | --only sizes | --only live | --only storm | --only assignment | --only board | --only fields | --only export] [--keep DIRECTORY] [--output FILE]");
        return 2;
    }

    /// <summary>True where a part of the bench is wanted.</summary>
    public bool Wants(string part) => Only.Count == 0 || Only.Contains(part);
}
