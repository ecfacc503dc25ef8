using System.IO.Compression;
using System.Xml;
using Kith.Core.Problems;

namespace Kith.Store.Transfer.Sheets;

/// <summary>What a workbook may unpack to.</summary>
/// <param name="Directory">Bytes of the list of its parts.</param>
/// <param name="Unpacked">Bytes of all parts that are read.</param>
/// <param name="Ratio">Unpacked bytes for each packed one, counted once <see cref="Free"/> is passed.</param>
/// <param name="Free">Unpacked bytes of a part whose ratio is not looked at.</param>
/// <param name="Node">Bytes between two nodes of XML, such as a text or an attribute.</param>
internal sealed record PackageLimits(long Directory = 4 << 20, long Unpacked = 4L << 30, int Ratio = 400, long Free = 16 << 20, long Node = 4 << 20);

/// <summary>
/// Opens the parts of an Office Open XML package (ECMA-376 part 2) as XML. Nothing the file says of itself is trusted: sizes are counted while
/// they are unpacked, names are looked up and never followed, types of documents are refused, and nothing is fetched.
/// </summary>
internal sealed class PackageReader : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly PackageLimits _limits;
    private long _unpacked;

    /// <summary>Reads the list of the parts of a stream that can seek; the stream stays open.</summary>
    public PackageReader(System.IO.Stream stream, PackageLimits limits)
    {
        _limits = limits;
        var counted = new DirectoryStream(stream, limits.Directory);
        try
        {
            _zip = new ZipArchive(counted, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in _zip.Entries)
            {
                if (!_parts.TryAdd(entry.FullName, entry))
                    throw Workbooks.Broken(entry.FullName);
            }
        }
        catch (InvalidDataException)
        {
            throw Workbooks.Broken("ZIP");
        }
        counted.Done();
    }

    /// <summary>True when there is a part of the name.</summary>
    public bool Has(string name) => _parts.ContainsKey(name);

    /// <summary>The first characters of a part that is no XML; null when there is none of the name.</summary>
    public string? Start(string name)
    {
        if (!_parts.TryGetValue(name, out var entry))
            return null;
        using var stream = Unpack(entry);
        var bytes = new byte[100];
        return System.Text.Encoding.ASCII.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    /// <summary>A part, to be read from its beginning to its end.</summary>
    public PartReader Open(string name) => _parts.TryGetValue(name, out var entry) ? new PartReader(name, Unpack(entry)) : throw Workbooks.Broken(name);

    private PartStream Unpack(ZipArchiveEntry entry)
    {
        try
        {
            return new PartStream(entry, entry.Open(), _limits, count => _unpacked += count);
        }
        // Encrypted parts and ways of packing that office programs do not use.
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            throw Workbooks.Broken(entry.FullName);
        }
    }

    public void Dispose() => _zip.Dispose();

    /// <summary>The name of a part that another one names: from the root, or from where that one lies.</summary>
    public static string Resolve(string from, string target)
    {
        if (target.StartsWith('/'))
            return target[1..];
        var parts = from.Split('/').SkipLast(1).ToList();
        foreach (var step in target.Split('/'))
        {
            if (step == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (step is not ("." or ".."))
                parts.Add(step);
        }
        return string.Join('/', parts);
    }

    /// <summary>The parts that one names (<c>_rels</c>), by id: what they are to it, and their names. What lies elsewhere is left out.</summary>
    public Dictionary<string, (string Type, string Target)> Relations(string of)
    {
        var slash = of.LastIndexOf('/');
        var name = $"{of[..(slash + 1)]}_rels/{of[(slash + 1)..]}.rels";
        var relations = new Dictionary<string, (string, string)>();
        if (!Has(name))
            return relations;
        using var part = Open(name);
        while (part.Read())
        {
            if (part.IsStart("Relationship") && part.Attribute("TargetMode") != "External" && part.Attribute("Id") is { } id && part.Attribute("Target") is { } target)
                relations[id] = (part.Attribute("Type")?.Split('/')[^1] ?? "", Resolve(of, target));
        }
        return relations;
    }
}

/// <summary>Reads the XML of one part, forwards.</summary>
internal sealed class PartReader : IDisposable
{
    private const int Deepest = 64;
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CloseInput = true,
    };

    private readonly string _name;
    private readonly PartStream _stream;
    private readonly XmlReader _xml;

    public PartReader(string name, PartStream stream)
    {
        (_name, _stream) = (name, stream);
        // The table keeps every name it met; those of a workbook are few.
        var settings = Settings.Clone();
        settings.NameTable = new FewNames(name);
        _xml = XmlReader.Create(stream, settings);
    }

    /// <summary>Moves on by a node; false at the end.</summary>
    public bool Read()
    {
        _stream.Mark();
        try
        {
            return _xml.Read() ? _xml.Depth <= Deepest ? true : throw Workbooks.Broken(_name) : false;
        }
        catch (XmlException error)
        {
            // The reader has no other way to say which of its rules was broken.
            throw error.Message.Contains("DTD", StringComparison.Ordinal) ? new ProblemException(Problem.Field("file", "import.workbook_dtd", _name)) : Workbooks.Broken(_name);
        }
    }

    /// <summary>True at the beginning of an element, of whatever edition of the standard.</summary>
    public bool IsStart(string element) => _xml.NodeType == XmlNodeType.Element && _xml.LocalName == element;

    /// <summary>True at the end of an element that is not empty.</summary>
    public bool IsEnd(string element) => _xml.NodeType == XmlNodeType.EndElement && _xml.LocalName == element;

    /// <summary>True for an element without content, which has no end of its own.</summary>
    public bool IsEmpty => _xml.IsEmptyElement;

    /// <summary>The text where the reader stands; null for what is no text.</summary>
    public string? Text => _xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace ? _xml.Value : null;

    /// <summary>An attribute by its local name; null when there is none.</summary>
    public string? Attribute(string name)
    {
        if (!_xml.MoveToFirstAttribute())
            return null;
        string? value = null;
        do
        {
            if (_xml.LocalName == name && _xml.Prefix != "xmlns")
                value = _xml.Value;
        }
        while (value is null && _xml.MoveToNextAttribute());
        _xml.MoveToElement();
        return value;
    }

    /// <summary>Passes over the rest of the element that has just begun.</summary>
    public void Skip()
    {
        if (_xml.IsEmptyElement)
            return;
        for (var depth = _xml.Depth; Read() && _xml.Depth > depth;)
        {
        }
    }

    public void Dispose() => _xml.Dispose();

    private sealed class FewNames(string part) : NameTable
    {
        private const int Most = 2_000;
        private int _count;

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Counted(base.Add(key, start, len));
        public override string Add(string key) => Get(key) ?? Counted(base.Add(key));
        private string Counted(string name) => ++_count <= Most ? name : throw Workbooks.Broken(part);
    }
}
