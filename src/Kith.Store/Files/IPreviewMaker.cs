namespace Kith.Store.Files;

/// <summary>What a picture looks like, small enough to be looked at.</summary>
/// <param name="Small">At most 256 pixels a side.</param>
/// <param name="Large">At most 1,280 pixels a side.</param>
public sealed record Previews(byte[] Small, byte[] Large)
{
    /// <summary>Of what cannot be shown.</summary>
    public static Previews None { get; } = new([], []);
}

/// <summary>Draws pictures anew, away from everything that a hostile one could harm.</summary>
public interface IPreviewMaker
{
    /// <summary>The previews of a picture, or none where it cannot be read or would cost too much.</summary>
    Task<Previews> MakeAsync(System.IO.Stream picture, CancellationToken cancellation);
}
