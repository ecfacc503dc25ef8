using System.Buffers;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>Narrows down, value by value, which field kind would keep a column.</summary>
internal sealed class KindEvidence(string column)
{
    private const int LongText = 255;
    private const int ChoiceLength = 40;
    private const int SafeDigits = 15;
    private const int EnoughWords = 100;

    private static readonly HashSet<string> YesAndNo = new(["true", "false", "yes", "no", "y", "n"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> PhoneWords = ["phone", "telephone", "tel", "mobile", "cell", "fax"];
    // Their digits name something and count nothing: 02134 is no number.
    private static readonly HashSet<string> CodeWords = ["zip", "postal", "postcode", "plz", "code", "sku", "iban", "vat"];

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly bool _isPhone = HeaderWords.Of(column).Any(PhoneWords.Contains);
    private readonly bool _isCode = HeaderWords.Of(column).Any(CodeWords.Contains);
    private bool _number = true, _wholePoint = true, _wholeComma = true, _percent = true, _currency, _padded;
    private bool _boolean = true, _email = true, _url = true, _phone = true, _phoneMarks;
    private bool _pointOnly, _commaOnly, _pointEither, _commaEither;
    private int _longest, _numbers, _others;
    private bool _lines;

    /// <summary>Takes in a trimmed value.</summary>
    /// <param name="exact">True for a number whose decimals certainly have a point.</param>
    public void Add(string text, bool exact = false)
    {
        _longest = Math.Max(_longest, text.Length);
        _lines = _lines || text.AsSpan().IndexOfAny('\r', '\n') >= 0;
        _boolean = _boolean && YesAndNo.Contains(text);
        _email = _email && LooksLikeEmail(text);
        _url = _url && LooksLikeUrl(text);
        _phone = _phone && LooksLikePhone(text);
        AddNumber(text, exact);
    }

    private void AddNumber(string text, bool exact)
    {
        // Some "n/a" among numbers must not hide how the others write their decimals; a column of words need not be looked at to its end.
        if (_others > EnoughWords && _others > _numbers)
            return;
        var shape = text.Length <= 50 ? NumberShape.Of(text) : default;
        _number = _number && shape.IsNumber;
        if (!shape.IsNumber)
        {
            _others++;
            return;
        }
        _numbers++;
        _wholePoint = _wholePoint && shape.WholePoint;
        _wholeComma = _wholeComma && (exact ? shape.WholePoint : shape.WholeComma);
        _percent = _percent && shape.Percent;
        _currency |= shape.Currency;
        _padded |= shape.Padded;
        // It says nothing about how others in the column are written.
        if (exact)
            return;
        _pointOnly |= shape is { Point: true, Comma: false };
        _commaOnly |= shape is { Point: false, Comma: true };
        _pointEither |= shape.Mark == '.';
        _commaEither |= shape.Mark == ',';
    }

    /// <summary>What the numbers say about their marks.</summary>
    public NumberMarks Marks => (_pointOnly, _commaOnly, _pointEither, _commaEither) switch
    {
        (true, true, _, _) => NumberMarks.Mixed,
        (true, _, _, _) => NumberMarks.Point,
        (_, true, _, _) => NumberMarks.Comma,
        (_, _, true, true) => NumberMarks.EitherBeforeThree,
        (_, _, true, _) => NumberMarks.PointBeforeThree,
        (_, _, _, true) => NumberMarks.CommaBeforeThree,
        _ => NumberMarks.None,
    };

    /// <summary>Name of the narrowest kind that keeps every value.</summary>
    public string Kind(long filled, int distinct, IReadOnlyList<string> formats) => Narrowest(filled, distinct, formats).Name;

    private FieldKind Narrowest(long filled, int distinct, IReadOnlyList<string> formats)
    {
        if (filled == 0)
            return FieldKinds.Text;
        if (formats.Count > 0)
            return formats.Any(DateFormats.HasTime) ? FieldKinds.DateTime : FieldKinds.Date;
        if (_boolean)
            return FieldKinds.Boolean;
        if (_phone && (_isPhone || (_phoneMarks && !_number)))
            return FieldKinds.Phone;
        if (_number && !_padded && !_isCode && Number() is { } number)
            return number;
        if (_email)
            return FieldKinds.Email;
        if (_url)
            return FieldKinds.Url;
        if (_lines || _longest > LongText)
            return FieldKinds.Markdown;
        var repeated = (distinct <= 12 && filled >= 3L * distinct) || (distinct <= 30 && filled >= 50L * distinct);
        return repeated && !_number && _longest <= ChoiceLength ? FieldKinds.Choice : FieldKinds.Text;
    }

    /// <summary>The kind of number; null for whole numbers too long to be counted with, which name something.</summary>
    private FieldKind? Number()
    {
        if (_percent)
            return FieldKinds.Percent;
        if (_currency)
            return FieldKinds.Money;
        if (Marks == NumberMarks.Comma ? _wholeComma : _wholePoint)
            return _longest <= SafeDigits ? FieldKinds.Integer : null;
        return FieldKinds.Decimal;
    }

    private static bool LooksLikeEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && text.IndexOf('.', at) > at + 1 && !text.EndsWith('.') && text.Length <= 254 && !text.AsSpan().ContainsAny(' ', ',', ';');
    }

    private static bool LooksLikeUrl(string text)
    {
        if (text.Contains(' ', StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal))
            return false;
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            return true;
        var host = text.AsSpan(0, text.AsSpan().IndexOf('/') is >= 0 and var slash ? slash : text.Length);
        var dot = host.LastIndexOf('.');
        return dot > 0 && host.Length - dot - 1 >= 2 && !host[(dot + 1)..].ContainsAnyExcept(Letters);
    }

    private bool LooksLikePhone(string text)
    {
        _phoneMarks |= text[0] is '+' or '(';
        return text.Length <= 50 && PhoneKind.Normalise(text) is { Length: >= 7 };
    }
}
