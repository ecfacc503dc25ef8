using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Products;

/// <summary>What the workspace sells.</summary>
public sealed class ProductsModule : Module
{
    protected override void Declare(ModuleBuilder builder) => builder.Type<Product>();
}

/// <summary>Something that can be sold.</summary>
[RecordType("product", "products", Icon = "package", List = "name,sku,category,price,active")]
public sealed class Product : Record
{
    [Title, Required, MaxLength(200), ImportNames("product", "product name", "item")] public string Name { get; set; } = "";
    [Unique, Searchable, MaxLength(100), ImportNames("article number", "product code", "code", "item number")] public string? Sku { get; set; }
    [Choices(Open = true), ImportNames("series", "product line", "family")] public string? Category { get; set; }
    [ImportNames("sales price", "unit price", "list price")] public Money? Price { get; set; }
    [Default("true")] public bool? Active { get; set; }
    [Markdown] public string? Description { get; set; }
}
