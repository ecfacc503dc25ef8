using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Writing;

/// <summary>Works out what amounts in other currencies are worth in the workspace's own, for records that are being written. Decision 38.</summary>
internal sealed class Worth(IRecordSource source, RecordType type)
{
    private readonly Field[] _money = [.. type.Fields.Where(f => f.Kind is MoneyKind && f.Formula is null)];

    /// <summary>Puts beside each amount what it is worth; one whose currency has no rate keeps what it had.</summary>
    public async Task WorkOutAsync(IReadOnlyList<(WriteRequest Request, RecordState? Before, object?[] Values)> drafts, CancellationToken cancellation)
    {
        if (_money.Length == 0)
            return;
        var foreign = drafts.SelectMany(d => _money.Where(f => d.Values[f.Index] is Money m && m.Currency != source.Currency).Select(f => (Draft: d, Field: f))).ToList();
        if (foreign.Count == 0)
            return;
        var newest = foreign.Where(f => Frozen(f.Field, f.Draft.Values) is null).Select(f => (((Money)f.Draft.Values[f.Field.Index]!).Currency, source.Today)).Distinct().ToList();
        var rates = newest.Count == 0 ? null : await source.RatesAsync(newest, cancellation);
        foreach (var (draft, field) in foreign)
        {
            var money = (Money)draft.Values[field.Index]!;
            if ((Frozen(field, draft.Values) ?? (rates!.TryGetValue((money.Currency, source.Today), out var rate) ? rate : null)) is not { } factor)
                continue;
            var worth = Currencies.Convert(money.Amount, factor, source.Currency);
            if (worth is null && !draft.Request.Problems.Errors.Any(e => e.Field == field.Name))
                draft.Request.Problems.Add(field.Name, "out_of_range", field.Label, -DecimalKind.Largest, DecimalKind.Largest);
            draft.Values[field.Index] = money with { Base = worth ?? money.Amount };
        }
    }

    private decimal? Frozen(Field field, object?[] values) => field.RatedBy is { } rate ? values[type[rate].Index] as decimal? : null;

    /// <summary>
    /// The fields in columns of their own whose amount in another currency stays: what it is worth is saved all the same, since the job that works it out anew may have done so after the record was read, with
    /// another rate than the record has now.
    /// </summary>
    public static IReadOnlyList<Field> Kept(RecordType type, string currency, object?[] values, IReadOnlyList<Field> changed) =>
        [.. type.Fields.Where(f => f is { Own: false, Formula: null, Kind: MoneyKind } && !changed.Contains(f) && values[f.Index] is Money m && m.Currency != currency)];
}
