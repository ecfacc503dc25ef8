using System.Security.Cryptography;

namespace Kith.Store.Audit;

/// <summary>A Merkle tree over hashes of leaves, as RFC 6962 has it: the left subtree is the largest power of two that is not all, and inner nodes are marked by a one.</summary>
/// <param name="leaves">The hashes, one behind the other; at least one.</param>
public sealed class MerkleTree(byte[] leaves)
{
    /// <summary>Length of a hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    private readonly Dictionary<(int First, int Count), byte[]> _nodes = [];
    private readonly int _count = leaves.Length / HashLength;

    /// <summary>The root over all leaves.</summary>
    public byte[] Root => Node(0, _count);

    /// <summary>The hashes beside the way from a leaf to the root, from the bottom up.</summary>
    /// <param name="index">The leaf, from 0.</param>
    public IReadOnlyList<byte[]> Path(int index)
    {
        var path = new List<byte[]>();
        for (var (first, count) = (0, _count); count > 1;)
        {
            var left = Left(count);
            var inLeft = index < first + left;
            path.Add(inLeft ? Node(first + left, count - left) : Node(first, left));
            (first, count) = inLeft ? (first, left) : (first + left, count - left);
        }
        path.Reverse();
        return path;
    }

    private byte[] Node(int first, int count)
    {
        if (count == 1)
            return leaves.AsSpan(first * HashLength, HashLength).ToArray();
        if (_nodes.TryGetValue((first, count), out var known))
            return known;
        var left = Left(count);
        return _nodes[(first, count)] = SHA256.HashData([1, .. Node(first, left), .. Node(first + left, count - left)]);
    }

    private static int Left(int count)
    {
        var left = 1;
        while (left * 2 < count)
            left *= 2;
        return left;
    }
}
