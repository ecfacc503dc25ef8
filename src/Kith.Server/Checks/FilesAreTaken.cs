using Kith.Store.Checks;
using Kith.Store.Files;

namespace Kith.Server.Checks;

/// <summary>Files can be kept where the settings say.</summary>
public sealed class FilesAreTaken(IFileStore files) : StartCheck
{
    public override async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation) => await files.FaultAsync(cancellation) is { } fault ? [fault] : [];
}
