using System.Security.Cryptography;

namespace Kith.Identity.SecondFactors;

/// <summary>Codes on paper for who has lost the rest. Each works once and has 80 random bits, so its hash needs no salt.</summary>
public static class RecoveryCodes
{
    /// <summary>How many there are at a time.</summary>
    public const int Count = 10;

    private const int Bytes = 10;
    private const int Group = 4;

    /// <summary>New codes, in groups of four letters.</summary>
    public static IReadOnlyList<string> New() =>
        [.. Enumerable.Range(0, Count).Select(_ => string.Join('-', Base32.Encode(RandomNumberGenerator.GetBytes(Bytes)).Chunk(Group).Select(g => new string(g))))];

    /// <summary>The hash of a code as people type it.</summary>
    public static byte[] Hash(string code) => Secret.Hash(string.Concat(code.Where(char.IsLetterOrDigit)).ToUpperInvariant());
}
