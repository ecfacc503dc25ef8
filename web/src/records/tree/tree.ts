/** A record in a tree. */
export interface TreeNode {
  id: string;
  /** The record right above; null where there is none, or none that may be seen. */
  above: string | null;
}

/** A record at its place in a tree that is read from top to bottom. */
export interface Placed<N extends TreeNode> {
  node: N;
  /** 1 for those that stand below none of the others. */
  level: number;
  /** How many stand right below. */
  below: number;
}

/** Brings records into the order of their tree, those of one level as they came; what stands below a closed one is left out. */
export function inTreeOrder<N extends TreeNode>(nodes: readonly N[], closed: ReadonlySet<string>): Placed<N>[] {
  const known = new Set(nodes.map((node) => node.id));
  const below = new Map<string | null, N[]>();
  for (const node of nodes) {
    const above = node.above !== null && known.has(node.above) ? node.above : null;
    below.set(above, [...(below.get(above) ?? []), node]);
  }
  const placed: Placed<N>[] = [];
  const met = new Set<string>();
  const place = (node: N, level: number) => {
    if (met.has(node.id)) return;
    met.add(node.id);
    const children = below.get(node.id) ?? [];
    placed.push({ node, level, below: children.length });
    if (!closed.has(node.id)) for (const child of children) place(child, level + 1);
  };
  for (const top of below.get(null) ?? []) place(top, 1);
  return placed;
}
