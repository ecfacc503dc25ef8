using System.Text;
using Kith.Core.Problems;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kith.Identity.Passwords;

/// <summary>What became of a password that was checked.</summary>
/// <param name="Stale">Right, but hashed by an older policy: hash it anew.</param>
public readonly record struct PasswordVerdict(bool Right, bool Stale);

/// <summary>
/// Hashes and checks passwords with the framework's hasher, a few at a time and on threads that give way to all others: each costs a processor for a while, and a
/// storm of sign-ins must not keep those waiting who work. Who would have to wait too long is told so instead.
/// </summary>
public sealed class PasswordHashing : IDisposable
{
    private const int MostWaiting = 100;
    private const int AgainSeconds = 15;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher;
    private readonly SemaphoreSlim _gate;
    private readonly HashingThreads _threads;
    private readonly Lazy<string> _dummy;
    private int _waiting;
    private long _checked;

    public PasswordHashing(IdentitySettings settings)
    {
        _hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = settings.PasswordIterations }));
        _gate = new SemaphoreSlim(settings.PasswordsAtOnce);
        _threads = new HashingThreads(settings.PasswordsAtOnce);
        _dummy = new Lazy<string>(() => _hasher.HashPassword(Nobody, Secret.New()));
    }

    /// <summary>How many passwords were checked so far, at the cost of one hash each.</summary>
    public long Checked => Interlocked.Read(ref _checked);

    /// <summary>Hashes a new password.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellation) =>
        ThroughGateAsync(() => _hasher.HashPassword(Nobody, Prepared(password)), cancellation);

    /// <summary>Checks a password. Without a hash (nobody has the address) it is as much work, so that time tells nothing.</summary>
    public Task<PasswordVerdict> VerifyAsync(string? hash, string password, CancellationToken cancellation) =>
        ThroughGateAsync(() =>
        {
            Interlocked.Increment(ref _checked);
            // Made at the first check of any kind, or its own cost would show at the first unknown address.
            var dummy = _dummy.Value;
            var result = _hasher.VerifyHashedPassword(Nobody, hash ?? dummy, Prepared(password));
            return new PasswordVerdict(hash is not null && result != PasswordVerificationResult.Failed, result == PasswordVerificationResult.SuccessRehashNeeded);
        }, cancellation);

    private async Task<T> ThroughGateAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting || !await _gate.WaitAsync(LongestWait, cancellation))
                throw new ProblemException(Problem.Of(ProblemKind.Unavailable, "password.many", AgainSeconds) with { RetryAfter = AgainSeconds });
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        try
        {
            return await _threads.RunAsync(work);
        }
        finally
        {
            _gate.Release();
        }
    }

    // The same letters typed on another keyboard may arrive composed differently (NIST SP 800-63B, 3.1.1.2).
    private static string Prepared(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return password;
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _threads.Dispose();
    }
}
