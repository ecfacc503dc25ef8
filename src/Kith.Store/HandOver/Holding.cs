using Kith.Core.Problems;
using Kith.Store.Sql;

namespace Kith.Store.HandOver;

/// <summary>
/// Something beside records that people hold: what they leave behind is counted, and handed over to a successor. A store joins by a class of its own, registered as a
/// <see cref="Holding"/>, and the text <c>holding.</c> with its name. What it hands over is no record, so undoing does not bring it back.
/// </summary>
public abstract class Holding
{
    /// <summary>Stands in calls, such as <c>webhooks</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What people call it.</summary>
    public string Label => Messages.Text("holding." + Name);

    /// <summary>Selects how many of them a person holds.</summary>
    public abstract SqlText Count(Guid workspace, Guid person);

    /// <summary>Gives all of them to another person.</summary>
    public abstract IReadOnlyList<SqlText> HandOver(Guid workspace, Guid person, Guid successor);
}

/// <summary>Webhooks, which tell what their owner may see.</summary>
public sealed class WebhookHolding : Holding
{
    public override string Name => "webhooks";

    public override SqlText Count(Guid workspace, Guid person) => SqlText.Of($"select count(*) from webhook where workspace_id = {workspace} and owner_id = {person}");

    public override IReadOnlyList<SqlText> HandOver(Guid workspace, Guid person, Guid successor) =>
        [SqlText.Of($"update webhook set owner_id = {successor} where workspace_id = {workspace} and owner_id = {person}")];
}

/// <summary>Imports that are not at their end; they write with the rights of who began them.</summary>
public sealed class ImportHolding : Holding
{
    private static SqlText Open => SqlText.Of($"state in ('waiting', 'running', 'paused')");

    public override string Name => "imports";

    public override SqlText Count(Guid workspace, Guid person) => SqlText.Of($"select count(*) from import where workspace_id = {workspace} and created_by = {person} and {Open}");

    public override IReadOnlyList<SqlText> HandOver(Guid workspace, Guid person, Guid successor) =>
        [SqlText.Of($"update import set created_by = {successor} where workspace_id = {workspace} and created_by = {person} and {Open}")];
}

/// <summary>Records that somebody watches.</summary>
public sealed class WatchHolding : Holding
{
    public override string Name => "watched";

    public override SqlText Count(Guid workspace, Guid person) => SqlText.Of($"select count(*) from watch where workspace_id = {workspace} and person_id = {person}");

    public override IReadOnlyList<SqlText> HandOver(Guid workspace, Guid person, Guid successor) =>
    [
        SqlText.Of($"insert into watch (workspace_id, record_id, person_id, behind) select {workspace}, record_id, {successor}, behind from watch where workspace_id = {workspace} and person_id = {person} on conflict do nothing"),
        SqlText.Of($"delete from watch where workspace_id = {workspace} and person_id = {person}"),
    ];
}
