using System.Reflection;
using Kith.Server;
using CoreModule = Kith.Core.Modules.CoreModule;
using Module = Kith.Core.Modules.Module;

namespace Kith.Architecture.Tests;

/// <summary>Who may know whom. The assemblies are found, not listed, so a new module is held at once.</summary>
public sealed class ArrowTests
{
    private static readonly Assembly Host = typeof(KithHost).Assembly;

    private static Dictionary<string, Assembly> All()
    {
        var found = new Dictionary<string, Assembly>();
        void Visit(Assembly assembly)
        {
            if (found.TryAdd(assembly.GetName().Name!, assembly))
            {
                foreach (var reference in assembly.GetReferencedAssemblies().Where(r => r.Name!.StartsWith("Kith.", StringComparison.Ordinal)))
                    Visit(Assembly.Load(reference));
            }
        }
        Visit(Host);
        return found;
    }

    private static string[] References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(r => r.Name!).Where(n => n.StartsWith("Kith.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static bool IsModule(Assembly assembly) => !assembly.Equals(typeof(Module).Assembly) && assembly.GetTypes().Any(t => t.IsSubclassOf(typeof(Module)));

    [Fact]
    public void Core_knows_nobody()
    {
        Assert.Empty(References(All()["Kith.Core"]));
    }

    [Fact]
    public void Core_does_no_input_or_output()
    {
        string[] closed = ["Npgsql", "System.Net", "System.Data", "Microsoft.AspNetCore"];
        Assert.DoesNotContain(All()["Kith.Core"].GetReferencedAssemblies(), r => closed.Any(c => r.Name!.StartsWith(c, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_module_knows_core_only()
    {
        var modules = All().Values.Where(IsModule).ToList();
        Assert.True(modules.Count >= 3, "The modules were not found.");
        foreach (var module in modules)
            Assert.Equal(["Kith.Core"], References(module));
    }

    [Fact]
    public void Every_module_is_part_of_the_host()
    {
        var declared = All().Values.SelectMany(a => a.GetTypes()).Where(t => t.IsSubclassOf(typeof(Module)) && t != typeof(CoreModule)).ToHashSet();
        Assert.Equal(declared, KithHost.Modules.Select(m => m.GetType()).ToHashSet());
    }

    [Fact]
    public void The_store_knows_core_only_and_identity_the_store()
    {
        Assert.Equal(["Kith.Core"], References(All()["Kith.Store"]));
        Assert.Empty(References(All()["Kith.Identity"]).Except(["Kith.Core", "Kith.Store"]));
    }

    [Fact]
    public void Only_the_store_speaks_SQL()
    {
        foreach (var (name, assembly) in All().Where(a => a.Key is not ("Kith.Store" or "kith")))
            Assert.False(assembly.GetReferencedAssemblies().Any(r => r.Name == "Npgsql"), $"{name} references Npgsql.");
        var outside = Sources.Files.Where(f => !Sources.Name(f).StartsWith("src/Kith.Store/", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f) is var text && (text.Contains("SqlText.Of(", StringComparison.Ordinal) || text.Contains("new NpgsqlCommand", StringComparison.Ordinal)))
            .Select(Sources.Name).Order(StringComparer.Ordinal);
        Assert.Empty(outside);
    }
}
