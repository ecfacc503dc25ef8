using Kith.Store.HandOver;
using Kith.Store.Sql;

namespace Kith.Store.Scim;

/// <summary>The token of the directory, which acts with the rights of its owner, and what goes to somebody when others leave.</summary>
public sealed class ScimHolding : Holding
{
    public override string Name => "directory";

    public override SqlText Count(Guid workspace, Guid person) => SqlText.Of($"select count(*) from scim where workspace_id = {workspace} and (owner_id = {person} or successor_id = {person})");

    public override IReadOnlyList<SqlText> HandOver(Guid workspace, Guid person, Guid successor) =>
    [
        SqlText.Of($"update scim set owner_id = {successor} where workspace_id = {workspace} and owner_id = {person}"),
        SqlText.Of($"update scim set successor_id = {successor} where workspace_id = {workspace} and successor_id = {person}"),
    ];
}
