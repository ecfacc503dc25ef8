using System.Collections.Concurrent;

namespace Kith.Identity.SignIns;

/// <summary>
/// Remembers valid sign-ins for half a second, so that a burst of requests asks the database once. What this process revokes it forgets
/// at once; what another revokes lasts that half second.
/// </summary>
public sealed class SignInCache(TimeProvider clock)
{
    /// <summary>How long an answer is good for, counted from when it was asked.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(500);

    private const int Most = 20_000;
    private readonly ConcurrentDictionary<string, (KnownSignIn SignIn, long Asked)> _known = new();
    private long _forgotten;

    /// <summary>Marks when an answer is asked; what is forgotten after it is not put back by <see cref="Remember"/>.</summary>
    public (long Asked, long Forgotten) Ask() => (clock.GetTimestamp(), Interlocked.Read(ref _forgotten));

    /// <summary>The sign-in of a hash, if it was looked up just now.</summary>
    public KnownSignIn? Find(string hash) =>
        _known.TryGetValue(hash, out var known) && clock.GetElapsedTime(known.Asked) < Lifetime ? known.SignIn : null;

    /// <summary>Keeps an answer.</summary>
    public void Remember(string hash, KnownSignIn signIn, (long Asked, long Forgotten) asked)
    {
        if (_known.Count >= Most)
            _known.Clear();
        _known[hash] = (signIn, asked.Asked);
        if (Interlocked.Read(ref _forgotten) != asked.Forgotten)
            _known.TryRemove(hash, out _);
    }

    /// <summary>Forgets the sign-ins that a change may have touched.</summary>
    public void Forget(Func<KnownSignIn, bool> touched)
    {
        Interlocked.Increment(ref _forgotten);
        foreach (var (hash, known) in _known)
        {
            if (touched(known.SignIn))
                _known.TryRemove(hash, out _);
        }
    }

    /// <summary>Forgets a person whose rights changed.</summary>
    public void ForgetPerson(Guid workspace, Guid person) => Forget(s => s.Workspace == workspace && (s.Person == person || s.Viewing?.Seen == person));

    /// <summary>Forgets everybody of a workspace, for changes of many people or of the workspace itself.</summary>
    public void ForgetWorkspace(Guid workspace) => Forget(s => s.Workspace == workspace);

    /// <summary>Forgets a sign-in that ended.</summary>
    public void ForgetSession(Guid session) => Forget(s => s.Session == session);
}
