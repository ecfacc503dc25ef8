using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Core.Rules;

/// <summary>What a rule asks of a record.</summary>
public enum RuleKind
{
    /// <summary>A field is filled.</summary>
    Required,
    /// <summary>A condition holds.</summary>
    Valid,
}

/// <summary>A rule that an administrator made: a record that breaks it is not saved, whichever way it comes.</summary>
/// <param name="Field">Name of the field that must be filled, or that the refusal is about.</param>
/// <param name="When">Condition of the records that are asked; null for all.</param>
/// <param name="Condition">For <see cref="RuleKind.Valid"/>: what must hold; null for the other kind.</param>
/// <param name="Message">What people read when it is broken; null for the message of every field that is needed.</param>
public sealed record OwnRule(Guid Id, RuleKind Kind, string Field, string? When, string? Condition, string? Message, bool Active)
{
    /// <summary>The condition that records which break it satisfy.</summary>
    public string Breaking
    {
        get
        {
            var broken = Kind == RuleKind.Required ? $"{Field} is empty" : $"not ({Condition})";
            return When is null ? broken : $"({When}) and {broken}";
        }
    }

    /// <summary>True where no record of the type may be without the field.</summary>
    public bool NeedsAlways(Field field) => Active && Kind == RuleKind.Required && When is null && Field == field.Name;

    /// <summary>What a record that breaks it is refused with.</summary>
    public FieldProblem Refusal(RecordType type) => Kind == RuleKind.Required
        ? new FieldProblem(Field, "required", Message ?? Messages.Text("required", type.Find(Field)?.Label ?? Field))
        : new FieldProblem(Field, "rule.broken", Message ?? Messages.Text("rule.broken", type.Find(Field)?.Label ?? Field));
}
