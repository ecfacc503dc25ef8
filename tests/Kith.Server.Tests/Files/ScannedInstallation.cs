using Kith.Server.Files.Scanning;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Files;

/// <summary>A Kith whose files are looked through by ClamAV's own daemon.</summary>
public sealed class ScannedInstallation : IAsyncLifetime
{
    public Clamd Clamd { get; } = new();
    public Installation Server { get; }

    public ScannedInstallation() => Server = new Installation { Changed = s => s with { Clamav = new ClamavAddress(Clamd.Socket, "", 0) } };

    public async ValueTask InitializeAsync()
    {
        if (!Clamd.Installed)
            return;
        await Clamd.InitializeAsync();
        await Server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!Clamd.Installed)
            return;
        await Server.DisposeAsync();
        await Clamd.DisposeAsync();
    }
}
