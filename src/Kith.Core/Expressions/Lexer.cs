using System.Globalization;
using System.Text;

namespace Kith.Core.Expressions;

internal enum TokenKind { Name, Number, Text, Symbol, End }

/// <summary>A word of an expression.</summary>
/// <param name="Text">Names and symbols as written (<c>==</c> as <c>=</c>, <c>&lt;&gt;</c> as <c>!=</c>); texts without their quotes and escapes.</param>
internal readonly record struct Token(TokenKind Kind, SourceSpan Span, string Text, decimal Number = 0);

/// <summary>Cuts an expression into words.</summary>
internal sealed class Lexer(string text, string parameter)
{
    private static readonly string[] Symbols = ["==", "!=", "<>", "<=", ">=", "!~", "=", "<", ">", "~", "(", ")", ",", ".", "+", "-", "*", "/"];
    private int _at;

    /// <summary>All words, the last of kind <see cref="TokenKind.End"/>.</summary>
    public static List<Token> Read(string text, string parameter)
    {
        var lexer = new Lexer(text, parameter);
        var tokens = new List<Token>();
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        if (_at == text.Length)
            return new Token(TokenKind.End, new SourceSpan(_at, 0), "");
        var first = text[_at];
        if (char.IsAsciiLetter(first) || first == '_')
            return Name();
        if (char.IsAsciiDigit(first))
            return Number();
        return first is '"' or '\'' ? Text(first) : Symbol();
    }

    private Token Name()
    {
        var start = _at;
        while (_at < text.Length && IsNamePart(text[_at]))
            _at++;
        return new Token(TokenKind.Name, From(start), text[start.._at]);
    }

    private Token Number()
    {
        var start = _at;
        // The whole run is taken, so that “12abc” and “1.2.3” are one mistake and not two words.
        while (_at < text.Length && (IsNamePart(text[_at]) || (text[_at] == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))))
            _at++;
        var word = text[start.._at];
        if (!decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            throw Problem(start, "bad_number", ExpressionProblem.Short(word));
        return new Token(TokenKind.Number, From(start), word, value);
    }

    private Token Text(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
            value.Append(text[_at] == '\\' ? Escape() : Character());
        if (_at == text.Length)
            throw Problem(start, "unclosed_text");
        _at++;
        return new Token(TokenKind.Text, From(start), value.ToString());
    }

    private string Escape()
    {
        var start = _at++;
        if (_at == text.Length)
            return "";
        var escaped = Character();
        return escaped switch
        {
            "\\" or "\"" or "'" => escaped,
            "n" => "\n",
            "t" => "\t",
            _ => throw Problem(start, "bad_escape", "\\" + escaped),
        };
    }

    /// <summary>One character as a text can hold it: PostgreSQL stores no NUL, and half a surrogate pair is no character.</summary>
    private string Character()
    {
        if (!Rune.TryGetRuneAt(text, _at, out var rune) || rune.Value == 0)
            throw BadCharacter();
        _at += rune.Utf16SequenceLength;
        return rune.ToString();
    }

    private Token Symbol()
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0)
                continue;
            var start = _at;
            _at += symbol.Length;
            return new Token(TokenKind.Symbol, From(start), symbol switch { "==" => "=", "<>" => "!=", _ => symbol });
        }
        throw BadCharacter();
    }

    private Problems.ProblemException BadCharacter()
    {
        var printable = Rune.TryGetRuneAt(text, _at, out var rune) && !Rune.IsControl(rune);
        var shown = printable ? rune.ToString() : "U+" + ((int)text[_at]).ToString("X4", CultureInfo.InvariantCulture);
        var start = _at;
        _at += printable ? rune.Utf16SequenceLength : 1;
        return Problem(start, "bad_character", shown);
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
    private SourceSpan From(int start) => new(start, _at - start);
    private Problems.ProblemException Problem(int start, string code, params object[] args) => ExpressionProblem.At(parameter, From(start), code, args);
}
