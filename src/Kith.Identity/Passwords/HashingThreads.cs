using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Kith.Identity.Passwords;

/// <summary>Threads of their own for what takes a processor for long, which give way to everybody who is answered meanwhile.</summary>
internal sealed class HashingThreads : IDisposable
{
    // Gets a tenth of a processor that others want too, and all of one that nobody else does.
    private const int Niceness = 10;
    private const int OfThread = 0;

    private readonly BlockingCollection<Action> _work = [];

    public HashingThreads(int number)
    {
        for (var i = 0; i < number; i++)
            new Thread(Run) { IsBackground = true, Name = "passwords" }.Start();
    }

    /// <summary>Has one of the threads do something.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            // The border of a thread: whoever waits hears of it.
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return done.Task;
    }

    private void Run()
    {
        // Linux knows niceness by thread; elsewhere all are alike.
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfThread, 0, Niceness);
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "setpriority", ExactSpelling = true)]
    private static extern int SetPriority(int which, int who, int niceness);

    public void Dispose() => _work.CompleteAdding();
}
