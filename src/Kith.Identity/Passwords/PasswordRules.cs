using System.Collections.Frozen;
using System.Globalization;
using Kith.Core.Problems;

namespace Kith.Identity.Passwords;

/// <summary>Which passwords are refused: short ones and those that attackers try first. No rule about kinds of characters, which only makes passwords alike.</summary>
public static class PasswordRules
{
    /// <summary>Fewest characters as people count them.</summary>
    public const int Shortest = 10;
    /// <summary>Most characters; more would only cost time.</summary>
    public const int Longest = 256;

    private const int ShortestOwnWord = 3;
    private const int FewestOtherCharacters = 7;
    private const int FewestDistinct = 4;
    private static readonly string[] Runs = ["abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"];
    private static readonly FrozenSet<string> Common = Read();

    /// <summary>Adds what is wrong with a new password.</summary>
    /// <param name="field">The member that carries it.</param>
    /// <param name="ownWords">Name, address and workspace of its owner.</param>
    public static void Check(string field, string password, IEnumerable<string> ownWords, ProblemList problems)
    {
        if (new StringInfo(password).LengthInTextElements < Shortest)
            problems.Add(field, "password.too_short", Shortest);
        else if (password.Length > Longest)
            problems.Add(field, "password.too_long", Longest);
        else if (IsCommon(password.ToLowerInvariant()))
            problems.Add(field, "password.common");
        else if (IsMadeOf(password.ToLowerInvariant(), ownWords))
            problems.Add(field, "password.own_words");
    }

    private static bool IsCommon(string password)
    {
        var letters = password.Trim([.. password.Where(c => !char.IsLetter(c))]);
        return Common.Contains(password) || Common.Contains(letters) || password.Distinct().Count() < FewestDistinct || IsRun(password);
    }

    private static bool IsRun(string password)
    {
        var backwards = new string([.. password.Reverse()]);
        return Runs.Any(r => r.Contains(password, StringComparison.Ordinal) || r.Contains(backwards, StringComparison.Ordinal));
    }

    private static bool IsMadeOf(string password, IEnumerable<string> ownWords)
    {
        var words = ownWords.SelectMany(w => w.ToLowerInvariant().Split([' ', '@', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries))
            .Append("kith").Where(w => w.Length >= ShortestOwnWord).Distinct().OrderByDescending(w => w.Length).ToList();
        var rest = password;
        foreach (var word in words)
            rest = rest.Replace(word, "", StringComparison.Ordinal);
        return rest.Length < password.Length && rest.Length < FewestOtherCharacters;
    }

    private static FrozenSet<string> Read()
    {
        var assembly = typeof(PasswordRules).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith(".common-passwords.txt", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
    }
}
