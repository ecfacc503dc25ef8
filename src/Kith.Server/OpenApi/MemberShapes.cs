using System.ComponentModel.DataAnnotations;
using Kith.Core.Types.Kinds;

namespace Kith.Server.OpenApi;

/// <summary>Says of a text member that it is the name of a field kind.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KindNameAttribute() : AllowedValuesAttribute([.. FieldKinds.Names]);

/// <summary>Says what the values of a map are that is read by hand: a text, null, or one of some objects.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MapValuesAttribute(params Type[] objects) : Attribute
{
    /// <summary>Classes of the objects.</summary>
    public IReadOnlyList<Type> Objects => objects;
}
