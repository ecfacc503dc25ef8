using Kith.Core.Access;
using Kith.Core.Pictures;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Pictures;

/// <summary>Whose picture there is.</summary>
/// <param name="Version">Another one with each picture.</param>
public sealed record PersonPicture(Guid Person, Guid Version);

/// <summary>The pictures of people, for those who may read who they are of.</summary>
public sealed class PictureTable(KithStore store, TimeProvider clock)
{
    // A workspace with more people than this shows those of the ones who came first.
    private const int MostListed = 5_000;

    /// <summary>Everybody who has one.</summary>
    public async Task<IReadOnlyList<PersonPicture>> ListAsync(Caller caller, Catalogue catalogue, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Readable(caller, catalogue) is not { } readable ? [] : await session.ListAsync(
            SqlText.Of($"select x.person_id, x.version from person_picture x join person t on t.workspace_id = x.workspace_id and t.id = x.person_id where x.workspace_id = {caller.Workspace}{readable} order by x.person_id limit {MostListed}"),
            r => new PersonPicture(r.GetGuid(0), r.GetGuid(1)), cancellation);
    }

    /// <summary>The picture of a person; null where there is none, or the caller may not read of them.</summary>
    public async Task<(string MediaType, byte[] Content)?> FindAsync(Caller caller, Catalogue catalogue, Guid person, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Readable(caller, catalogue) is not { } readable ? null : await session.FirstAsync<(string, byte[])?>(
            SqlText.Of($"select x.media_type, x.content from person_picture x join person t on t.workspace_id = x.workspace_id and t.id = x.person_id where x.workspace_id = {caller.Workspace} and x.person_id = {person}{readable}"),
            r => (r.GetString(0), r.GetFieldValue<byte[]>(1)), cancellation);
    }

    /// <summary>Gives a person a picture instead of the one they had.</summary>
    public async Task<PersonPicture> SaveAsync(Caller caller, Guid person, Picture picture, CancellationToken cancellation)
    {
        var version = store.Ids.Next();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await session.ExecuteAsync(SqlText.Of($"insert into person_picture (workspace_id, person_id, media_type, content, version) values ({caller.Workspace}, {person}, {SqlText.Text(picture.MediaType)}, {picture.Content}, {version}) on conflict (workspace_id, person_id) do update set media_type = excluded.media_type, content = excluded.content, version = excluded.version"), cancellation);
        return new PersonPicture(person, version);
    }

    /// <summary>Takes the picture of a person away.</summary>
    public async Task RemoveAsync(Caller caller, Guid person, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await session.ExecuteAsync(SqlText.Of($"delete from person_picture where workspace_id = {caller.Workspace} and person_id = {person}"), cancellation);
    }

    private SqlText? Readable(Caller caller, Catalogue catalogue)
    {
        var (rights, type) = (new RightsSql(caller, store.Policy, catalogue, clock.GetUtcNow().UtcDateTime), catalogue["person"]);
        return rights.Of(type).Read ? rights.Readable(type, "t", " and ") : null;
    }
}
