using Kith.Core.Actions;
using Kith.Core.Types;
using Kith.Store.Changesets;
using Kith.Store.Sql;
using Kith.Store.Tests.Agreement;
using Kith.Store.Tests.Records;
using Kith.Store.Writing;

namespace Kith.Store.Tests.Changesets;

/// <summary>An action that takes other records along, declared by a module: <c>pack</c> of the items makes a box and changes the whole.</summary>
public sealed class CompositeTests(StoreFixture fixture)
{
    /// <summary>A whole, a part of it with a note, and a part without one, which cannot be packed.</summary>
    private sealed class Packing(AgreementDatabase database, Workspace workspace, Guid whole, Guid part, Guid unnamed) : IAsyncDisposable
    {
        public KithStore Store => database.Store;
        public Guid Whole => whole;
        public Guid Part => part;
        public Guid Unnamed => unnamed;
        private Catalogue Catalogue => Store.Catalogues.BuiltIn;

        public static async Task<Packing> MakeAsync(StoreFixture fixture, string name)
        {
            var database = await AgreementDatabase.MakeAsync(fixture, name);
            var workspace = await StoreFixture.WorkspaceAsync(database.Store);
            var whole = await workspace.CreateAsync("item", """{"name": "Table"}""");
            var part = await workspace.CreateAsync("item", $$"""{"name": "Leg", "note": "Legs", "parent": "{{whole.Id()}}"}""");
            var unnamed = await workspace.CreateAsync("item", $$"""{"name": "Screw", "parent": "{{whole.Id()}}"}""");
            return new Packing(database, workspace, whole.Id(), part.Id(), unnamed.Id());
        }

        public async Task<Guid?> PackAsync(Guid item)
        {
            await using var session = await Store.Database.OpenAsync(workspace.Id, default);
            return await Store.Changesets.CompositeAsync(session, workspace.Owner, Catalogue, Catalogue["item"], new WriteRequest(WriteKind.Update, item), ActionCall.Of(Catalogue["item"], "pack", null, workspace.Owner), default);
        }

        public async Task<ChangesetAnswer> PackAllAsync(bool dryRun)
        {
            await using var session = await Store.Database.OpenAsync(workspace.Id, default);
            return await Store.Changesets.ActAsync(session, workspace.Owner, Catalogue, Catalogue["item"], new BulkRequest("pack", [part, unnamed], null, null, null, dryRun, false), default);
        }

        public async Task<ChangesetAnswer> UndoAsync(Guid set)
        {
            await using var session = await Store.Database.OpenAsync(workspace.Id, default);
            return await Store.Changesets.UndoAsync(session, workspace.Owner, Catalogue, set, false, false, default);
        }

        /// <summary>Every item with its box, and the boxes that live.</summary>
        public async Task<string> SeenAsync()
        {
            await using var command = database.Owner.CreateCommand($"select (select string_agg(i.name || coalesce('/' || b.label, '') || coalesce('/' || i.flag, ''), ' ' order by i.id) from kith.item i left join kith.box b on b.id = i.box_id) || ' | ' || (select count(*) from kith.box where deleted_at is null)");
            return (string)(await command.ExecuteScalarAsync())!;
        }

        public async Task<string> ChangesAsync(Guid set)
        {
            await using var command = database.Owner.CreateCommand($"select string_agg(type || ' ' || kind || ' ' || title, ', ' order by position) from kith.change where changeset = '{set}'");
            return (string)(await command.ExecuteScalarAsync())!;
        }

        public ValueTask DisposeAsync() => database.DisposeAsync();
    }

    [Fact]
    public async Task All_of_it_is_one_changeset_and_undone_as_a_whole()
    {
        await using var packing = await Packing.MakeAsync(fixture, "composite_one");
        var before = await packing.SeenAsync();
        var set = (await packing.PackAsync(packing.Part))!.Value;
        Assert.Equal("Table/true Leg/Legs Screw | 1", await packing.SeenAsync());
        Assert.Equal("box created Legs, item updated Table, item updated Leg", await packing.ChangesAsync(set));
        var undo = await packing.UndoAsync(set);
        Assert.Equal((3, 0), (undo.Changeset.Changed, undo.Changeset.Failed));
        Assert.Equal(before, await packing.SeenAsync());
        await packing.UndoAsync(undo.Changeset.Id);
        Assert.Equal("Table/true Leg/Legs Screw | 1", await packing.SeenAsync());
    }

    [Fact]
    public async Task What_cannot_be_done_along_refuses_all_of_it_and_names_the_other_type()
    {
        await using var packing = await Packing.MakeAsync(fixture, "composite_refused");
        var before = await packing.SeenAsync();
        var refused = await Assert.ThrowsAsync<Core.Problems.ProblemException>(() => packing.PackAsync(packing.Unnamed));
        Assert.Equal(("box.label", "required"), (refused.Problem.Errors[0].Field, refused.Problem.Errors[0].Code));
        Assert.Equal(before, await packing.SeenAsync());
    }

    [Fact]
    public async Task Of_many_records_each_is_done_whole_or_not_at_all()
    {
        await using var packing = await Packing.MakeAsync(fixture, "composite_many");
        var before = await packing.SeenAsync();
        Assert.Equal(1, (await packing.PackAllAsync(dryRun: true)).Changeset.Changed);
        Assert.Equal(before, await packing.SeenAsync());
        var answer = await packing.PackAllAsync(dryRun: false);
        Assert.Equal([(packing.Part, ItemResult.Changed), (packing.Unnamed, ItemResult.Failed)], answer.Outcomes.Select(o => (o.Record, o.Result)));
        Assert.Equal("Table/true Leg/Legs Screw | 1", await packing.SeenAsync());
        await packing.UndoAsync(answer.Changeset.Id);
        Assert.Equal(before, await packing.SeenAsync());
    }
}
