using System.Security.Cryptography;
using System.Text;
using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer;

/// <summary>Gathers what <see cref="ColumnProfile"/> tells, cell by cell.</summary>
internal sealed class ColumnProfiler(string name)
{
    /// <summary>Samples kept.</summary>
    public const int MostSamples = 5;
    /// <summary>Different values counted exactly.</summary>
    public const int MostDistinct = 1_000;
    private const int LongestSample = 200;

    private readonly List<string> _samples = [];
    private readonly KindEvidence _evidence = new(name);
    private readonly List<string> _formats = [.. DateFormats.All];
    private HashSet<string>? _distinct = [];
    private long _filled;
    private bool _texts, _days, _times;

    /// <summary>Takes in the cell of one more row.</summary>
    public void Add(string cell, CellType type)
    {
        var text = cell.Trim();
        // What could not be worked out says nothing about the others.
        if (text.Length == 0 || type == CellType.Error)
            return;
        _filled++;
        if (!IsNew(text))
            return;
        if (_samples.Count < MostSamples && _distinct is not null)
            _samples.Add(text.Length > LongestSample ? text[..LongestSample] : text);
        // Of a day that the file itself calls one nothing has to be found out.
        if (type == CellType.Date)
            (_days, _times) = (true, _times || DateFormats.IsTime(text));
        else if (_formats.Count > 0)
            Test(text);
        _texts |= type != CellType.Date;
        _evidence.Add(text, type == CellType.Number);
    }

    /// <summary>A value seen before teaches nothing; past the limit nothing is remembered and every value is looked at.</summary>
    private bool IsNew(string text)
    {
        if (_distinct is null)
            return true;
        // Long texts are remembered by their digest, so that a thousand of them stay small.
        var key = text.Length <= 256 ? text : Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(text)));
        if (_distinct.Count == MostDistinct && !_distinct.Contains(key))
        {
            _distinct = null;
            return true;
        }
        return _distinct.Add(key);
    }

    private void Test(string text)
    {
        if (DateFormats.Possible(text))
            _formats.RemoveAll(f => !DateFormats.Reads(text, f));
        else
            _formats.Clear();
    }

    /// <summary>What was found out so far.</summary>
    public ColumnProfile ToProfile()
    {
        var formats = _filled == 0 ? [] : _texts ? DateFormats.Distinct(_formats) : _days ? [DateFormats.IsoOf(_times)] : [];
        var distinct = _distinct?.Count ?? MostDistinct;
        return new ColumnProfile
        {
            Name = name,
            Samples = _samples,
            Filled = _filled,
            Distinct = distinct,
            DistinctMore = _distinct is null,
            Kind = _evidence.Kind(_filled, _distinct is null ? int.MaxValue : distinct, formats),
            Formats = formats,
            Numbers = _evidence.Marks,
        };
    }
}
