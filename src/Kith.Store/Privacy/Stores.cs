using Kith.Core.Types;

namespace Kith.Store.Privacy;

/// <summary>Records of all types.</summary>
public sealed class RecordStore(Catalogue builtIn) : PersonalStore
{
    public override string Name => "records";
    public override IReadOnlyList<string> Tables { get; } = [.. builtIn.Types.Select(t => t.Table), "own_record"];
}

/// <summary>What search finds records by.</summary>
public sealed class SearchStore : PersonalStore
{
    public override string Name => "search";
    public override IReadOnlyList<string> Tables { get; } = ["entry", "word"];
}

/// <summary>The change stream with the audit.</summary>
public sealed class HistoryStore : PersonalStore
{
    public override string Name => "history";
    public override IReadOnlyList<string> Tables { get; } = ["change", "gathered_event"];
}

/// <summary>Answers kept for requests that are repeated.</summary>
public sealed class AnswerStore : PersonalStore
{
    public override string Name => "answers";
    public override IReadOnlyList<string> Tables { get; } = ["idempotency"];
}

/// <summary>Uploaded files, and the rows that are kept of them.</summary>
public sealed class ImportStore : PersonalStore
{
    public override string Name => "imports";
    public override IReadOnlyList<string> Tables { get; } = ["import", "import_piece", "import_row"];
}

/// <summary>What bulk changes were asked for and what became of each record.</summary>
public sealed class ChangesetStore : PersonalStore
{
    public override string Name => "changesets";
    public override IReadOnlyList<string> Tables { get; } = ["changeset", "changeset_item"];
}

/// <summary>What people are told.</summary>
public sealed class NotificationStore : PersonalStore
{
    public override string Name => "notifications";
    public override IReadOnlyList<string> Tables { get; } = ["notification", "notification_item"];
}

/// <summary>What goes to other systems.</summary>
public sealed class DeliveryStore : PersonalStore
{
    public override string Name => "deliveries";
    public override IReadOnlyList<string> Tables { get; } = ["webhook_delivery"];
}

/// <summary>Mails in line and what is kept of those that left, and invitations.</summary>
public sealed class MailStore : PersonalStore
{
    public override string Name => "mails";
    public override IReadOnlyList<string> Tables { get; } = ["mail", "invitation"];
}

/// <summary>Background work, which is named after what it is about.</summary>
public sealed class JobStore : PersonalStore
{
    public override string Name => "jobs";
    public override IReadOnlyList<string> Tables { get; } = ["job"];
}

/// <summary>Rights that were given and taken for a reason, seeing as others, keys of programs, and ties to sign-in providers and directories.</summary>
public sealed class RightsStore : PersonalStore
{
    public override string Name => "rights";
    public override IReadOnlyList<string> Tables { get; } = ["role_grant", "viewing", "api_key", "provider_person", "scim_person"];
}

/// <summary>Requests of people, and what keeps records from being erased.</summary>
public sealed class RequestStore : PersonalStore
{
    public override string Name => "requests";
    public override IReadOnlyList<string> Tables { get; } = ["privacy_request", "legal_hold"];
}
