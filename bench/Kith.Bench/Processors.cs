using System.Globalization;

namespace Kith.Bench;

/// <summary>Processor time of processes, from Linux's process table. Elsewhere it is not known and reads as zero.</summary>
internal static class Processors
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds a process has taken of the processors so far.</summary>
    public static double Of(int process) => Read(process) is { } stat ? (stat.Own) / TicksPerSecond : 0;

    /// <summary>Seconds a process, the children that live and those that have ended took so far.</summary>
    public static double OfFamily(int parent)
    {
        if (Read(parent) is not { } root)
            return 0;
        var ticks = root.Own + root.Ended;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Read(id) is { } stat && stat.Parent == parent)
                ticks += stat.Own;
        }
        return ticks / TicksPerSecond;
    }

    /// <summary>Most bytes of memory a process has held since <see cref="ForgetPeak"/>, or since it began.</summary>
    public static long PeakMemory(int process) => Status(process, "VmHWM:");

    /// <summary>Bytes of memory a process holds.</summary>
    public static long Memory(int process) => Status(process, "VmRSS:");

    private static long Status(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length).Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Lets the peak begin anew at what the process holds now.</summary>
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/clear_refs", "5");

    private static (int Parent, long Own, long Ended)? Read(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
            // The name stands in brackets and may hold anything; what counts comes behind it.
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
            return ((int)Field(1), Field(11) + Field(12), Field(13) + Field(14));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
