namespace Kith.Core.Types;

/// <summary>What a workspace calls a built-in type, or a field of it; what is null is as Kith has it.</summary>
/// <param name="Field">Name of the field; empty for the type itself.</param>
/// <param name="Icon">Name of the type's picture.</param>
/// <param name="Help">What people read beside the field.</param>
public sealed record OwnWords(string Field, string? Label, string? PluralLabel, string? Icon, string? Help)
{
    /// <summary>The type in these words.</summary>
    public RecordType Over(RecordType type) => Field.Length == 0
        ? type.Called(Label ?? type.Label, PluralLabel ?? type.PluralLabel, Icon ?? type.Icon)
        : type.WithFields(type.Fields.Select(f => f.Name == Field && !f.Own ? f with { Label = Label ?? f.Label, Help = Help ?? f.Help } : f));
}
