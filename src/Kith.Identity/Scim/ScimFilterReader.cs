using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Identity.Scim;

/// <summary>Reads filters: <c>or</c> binds weakest, then <c>and</c>, then <c>not</c>.</summary>
internal sealed class ScimFilterReader(string text)
{
    private const int Longest = 4_000;
    private const int Deepest = 30;
    private static readonly FrozenSet<string> Operators = FrozenSet.Create("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");

    private int _at;
    private int _depth;

    public ScimFilter Read()
    {
        if (text.Length > Longest)
            throw ScimProblem.Filter(text[..40]);
        var filter = Either();
        Skip();
        return _at == text.Length ? filter : throw Wrong();
    }

    private ScimFilter Either()
    {
        if (++_depth > Deepest)
            throw Wrong();
        var left = Both();
        while (Word("or"))
            left = new ScimFilter.Either(left, Both());
        _depth--;
        return left;
    }

    private ScimFilter Both()
    {
        var left = One();
        while (Word("and"))
            left = new ScimFilter.Both(left, One());
        return left;
    }

    private ScimFilter One()
    {
        if (Word("not"))
            return Sign('(') ? new ScimFilter.Not(Closed()) : throw Wrong();
        if (Sign('('))
            return Closed();
        var path = Path();
        if (path.Filter is not null && path.Sub is null)
            return new ScimFilter.Within(path);
        if (Word("pr"))
            return new ScimFilter.Present(path);
        Skip();
        var name = Take(char.IsAsciiLetter).ToLowerInvariant();
        return Operators.Contains(name) ? new ScimFilter.Compare(path, name, Value()) : throw Wrong();
    }

    private ScimFilter Closed()
    {
        var inner = Either();
        return Sign(')') ? inner : throw Wrong();
    }

    // Brackets may stand within texts of the condition between them.
    private ScimPath Path()
    {
        Skip();
        var begin = _at;
        Take(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '$');
        if (_at < text.Length && text[_at] == '[')
        {
            var quoted = false;
            for (; _at < text.Length && (quoted || text[_at] != ']'); _at++)
            {
                if (quoted && text[_at] == '\\')
                    _at++;
                else if (text[_at] == '"')
                    quoted = !quoted;
            }
            if (_at >= text.Length)
                throw Wrong();
            _at++;
            Take(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '$');
        }
        return _at > begin ? ScimPath.Read(text[begin.._at]) : throw Wrong();
    }

    private JsonValue? Value()
    {
        Skip();
        var begin = _at;
        if (_at < text.Length && text[_at] == '"')
        {
            for (_at++; _at < text.Length && text[_at] != '"'; _at++)
            {
                if (text[_at] == '\\')
                    _at++;
            }
            _at = Math.Min(_at + 1, text.Length);
        }
        else
        {
            Take(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.');
        }
        var written = text[begin.._at];
        try
        {
            return JsonNode.Parse(written.Length > 0 && char.IsAsciiLetter(written[0]) ? written.ToLower(CultureInfo.InvariantCulture) : written)?.AsValue();
        }
        catch (JsonException)
        {
            throw Wrong();
        }
    }

    private bool Word(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (string.Compare(text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0 || (end < text.Length && text[end] is not (' ' or '(' or ')' or ']')))
            return false;
        _at = end;
        return true;
    }

    private bool Sign(char sign)
    {
        Skip();
        if (_at >= text.Length || text[_at] != sign)
            return false;
        _at++;
        return true;
    }

    private string Take(Func<char, bool> of)
    {
        var begin = _at;
        while (_at < text.Length && of(text[_at]))
            _at++;
        return text[begin.._at];
    }

    private void Skip() => Take(c => c == ' ');

    private Core.Problems.ProblemException Wrong() => ScimProblem.Filter(text.Length > 100 ? text[..100] : text);
}
