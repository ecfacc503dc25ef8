using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>By what a text finds the record it names.</summary>
public enum LinkBy
{
    /// <summary>An id where the text is one, the e-mail where it contains an at sign and the type has one, else the title.</summary>
    Auto,
    Title,
    Id,
    Email,
    /// <summary>The domain of the linked record's web address or, where it has none, of its e-mail.</summary>
    Domain,
    /// <summary>The value of a unique field.</summary>
    Field,
}

/// <summary>How the cells of a link column find their records.</summary>
/// <param name="By">By what.</param>
/// <param name="Type">The type of the records that are looked for.</param>
/// <param name="Field">The field that is compared, where there is one; for <see cref="LinkBy.Auto"/> the e-mail field, if any.</param>
public sealed record LinkMatch(LinkBy By, RecordType Type, Field? Field)
{
    private static readonly string[] Words = ["name", "email", "domain", "id"];

    /// <summary>The match where a mapping names none.</summary>
    public static LinkMatch Auto(RecordType type) => new(LinkBy.Auto, type, EmailOf(type));

    /// <summary>The match a mapping names: <c>name</c>, <c>title</c>, <c>id</c>, <c>email</c>, <c>domain</c> or a unique field; null when the type offers no such match.</summary>
    public static LinkMatch? Parse(string match, RecordType type)
    {
        if (match is "title" or "name" || match == type.Title.Name)
            return new LinkMatch(LinkBy.Title, type, type.Title);
        if (match == "id")
            return new LinkMatch(LinkBy.Id, type, null);
        if (match == "domain")
            return (First(type, FieldKinds.Url) ?? EmailOf(type)) is { } source ? new LinkMatch(LinkBy.Domain, type, source) : null;
        if (match == "email" && EmailOf(type) is { } email)
            return new LinkMatch(LinkBy.Email, type, email);
        return type.Find(match) is { IsRelation: false } field && (field.Unique || field.Name == "external_id") ? new LinkMatch(LinkBy.Field, type, field) : null;
    }

    /// <summary>The words that <see cref="Parse"/> takes for a type.</summary>
    public static IEnumerable<string> Offered(RecordType type) =>
        Words.Concat(type.Fields.Select(f => f.Name)).Where(m => Parse(m, type) is not null).Distinct();

    /// <summary>How one text is looked up: settles <see cref="LinkBy.Auto"/>.</summary>
    public LinkBy For(string text) => By switch
    {
        LinkBy.Auto when Guid.TryParse(text, out _) => LinkBy.Id,
        LinkBy.Auto when Field is not null && text.Contains('@', StringComparison.Ordinal) => LinkBy.Email,
        LinkBy.Auto => LinkBy.Title,
        _ => By,
    };

    /// <summary>The domain of an e-mail or web address in small letters without <c>www.</c>; null when the text has none.</summary>
    public static string? Domain(string text)
    {
        text = text.Trim();
        var host = text[(text.LastIndexOf('@') + 1)..];
        if (host.Length == text.Length)
            host = Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var uri) ? uri.Host : "";
        host = host.ToLowerInvariant().TrimEnd('.');
        if (host.StartsWith("www.", StringComparison.Ordinal))
            host = host[4..];
        return host.Contains('.', StringComparison.Ordinal) ? host : null;
    }

    private static Field? EmailOf(RecordType type) => First(type, FieldKinds.Email);
    private static Field? First(RecordType type, FieldKind kind) => type.Fields.FirstOrDefault(f => f.Kind == kind && f.Formula is null);
}
