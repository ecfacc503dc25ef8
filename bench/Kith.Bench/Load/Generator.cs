using System.Diagnostics;
using System.Text.Json;

namespace Kith.Bench.Load;

/// <summary>
/// Sends requests from a number of kept-alive connections as fast as they are answered. A thread that blocks for each connection is what
/// costs a generator least here: no queue of completions and no task stands between the socket and the loop.
/// </summary>
internal static class Generator
{
    /// <summary>Written when the measured time begins.</summary>
    public const string Begins = "begins";
    /// <summary>Written when it ends; the result follows.</summary>
    public const string Ends = "ends";

    private static volatile int _phase; // 0 warms up, 1 measures, 2 is over
    private static int _sent = -1;

    public static int Run(string planFile)
    {
        var plan = JsonSerializer.Deserialize<LoadPlan>(File.ReadAllText(planFile))!;
        var requests = RequestFile.Read(plan.Requests);
        var clients = Enumerable.Range(0, plan.Clients).Select(i => new Client(plan, requests, i)).ToList();
        var threads = clients.ConvertAll(c => new Thread(c.Run, 256 * 1024));
        threads.ForEach(t => t.Start());
        Thread.Sleep(TimeSpan.FromSeconds(plan.WarmUpSeconds));
        var (before, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        _phase = 1;
        Console.WriteLine(Begins);
        Thread.Sleep(TimeSpan.FromSeconds(plan.Seconds));
        _phase = 2;
        var (seconds, processor) = (Stopwatch.GetElapsedTime(started).TotalSeconds, Environment.CpuUsage.TotalTime - before);
        Console.WriteLine(Ends);
        threads.ForEach(t => t.Join());
        if (clients.Find(c => c.Failure is not null) is { Failure: { } failure })
        {
            Console.Error.WriteLine(failure);
            return 1;
        }
        var times = clients.SelectMany(c => c.Times).Order().ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new LoadResult(times.Length, seconds, processor.TotalSeconds,
            Milliseconds(times, 0.50), Milliseconds(times, 0.99), clients.Sum(c => c.Bytes) / Math.Max(1.0, times.Length))));
        return 0;
    }

    private static double Milliseconds(long[] sorted, double part) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))] * 1_000.0 / Stopwatch.Frequency;

    private sealed class Client(LoadPlan plan, byte[][] requests, int seed)
    {
        private readonly Random _random = new(seed);

        public List<long> Times { get; } = new(100_000);
        public long Bytes { get; private set; }
        public string? Failure { get; private set; }

        public void Run()
        {
            try
            {
                using var connection = new Connection(plan.Port);
                while (_phase < 2)
                {
                    var started = Stopwatch.GetTimestamp();
                    var bytes = connection.Exchange(requests[plan.InOrder ? Interlocked.Increment(ref _sent) % requests.Length : _random.Next(requests.Length)], plan.Status);
                    if (_phase != 1)
                        continue;
                    Times.Add(Stopwatch.GetTimestamp() - started);
                    Bytes += bytes;
                }
            }
            // The border of a thread: the process reports the first failure and ends with it.
            catch (Exception error)
            {
                Failure = error.Message;
            }
        }
    }
}
