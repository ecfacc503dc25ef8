import type { ReactNode } from "react";

// A small, safe subset: headings, lists, checklists, quotes, code, emphasis and links become React elements. Anything
// else, HTML included, stays text. Nothing is ever handed to the browser as markup.

const inline =
  /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|_([^_\s][^_]*)_|~~([^~]+)~~|(@?)\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>)]+)/g;

/** Only addresses that open a page or a message; never scripts. */
export function safeAddress(address: string): string | undefined {
  return /^(https?:\/\/|mailto:|tel:|\/(?!\/))/i.test(address) ? address : undefined;
}

function anchor(key: number, address: string, text: string): ReactNode {
  const href = safeAddress(address);
  if (href === undefined) return text;
  return (
    <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline">
      {text}
    </a>
  );
}

/** A link, or behind an @ somebody who is mentioned. */
function linked(key: number, at: string, address: string, text: string): ReactNode[] {
  if (at === "" || !address.startsWith("person:")) return [at, anchor(key, address, text)];
  return [
    <span key={key} className="rounded-control bg-accent-bg px-1">
      {at + text}
    </span>,
  ];
}

function renderInline(text: string): ReactNode[] {
  const nodes: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(inline)) {
    const key = match.index;
    if (key > from) nodes.push(text.slice(from, key));
    const [whole, code, strong, star, underscore, struck, at, label, address, bare] = match;
    if (code !== undefined)
      nodes.push(
        <code key={key} className="rounded-control bg-hover px-1 font-mono text-small">
          {code}
        </code>,
      );
    else if (strong !== undefined) nodes.push(<strong key={key}>{renderInline(strong)}</strong>);
    else if (star !== undefined || underscore !== undefined)
      nodes.push(<em key={key}>{renderInline(star ?? underscore ?? "")}</em>);
    else if (struck !== undefined) nodes.push(<s key={key}>{struck}</s>);
    else if (label !== undefined && address !== undefined) nodes.push(...linked(key, at ?? "", address, label));
    else if (bare !== undefined) nodes.push(anchor(key, bare, bare));
    from = key + whole.length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

interface Block {
  kind: "paragraph" | "heading" | "bullets" | "numbers" | "quote" | "code" | "rule";
  lines: string[];
}

const starts: readonly [Block["kind"], RegExp][] = [
  ["heading", /^#{1,6}\s+/],
  ["bullets", /^\s*[-*+]\s+/],
  ["numbers", /^\s*\d+[.)]\s+/],
  ["quote", /^>\s?/],
];

function kindOf(line: string): [Block["kind"], string] {
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return ["rule", ""];
  for (const [kind, start] of starts) if (start.test(line)) return [kind, line.replace(start, "")];
  return ["paragraph", line];
}

/** Cuts a text into its blocks; neighbouring lines of a kind stand together. */
export function blocksOf(source: string): Block[] {
  const blocks: Block[] = [];
  let fence: Block | undefined;
  let open = false;
  for (const line of source.replaceAll("\r\n", "\n").split("\n")) {
    if (/^```/.test(line)) {
      fence = fence === undefined ? { kind: "code", lines: [] } : undefined;
      if (fence !== undefined) blocks.push(fence);
      open = false;
      continue;
    }
    if (fence !== undefined) {
      fence.lines.push(line);
      continue;
    }
    if (line.trim() === "") {
      open = false;
      continue;
    }
    const [kind, rest] = kindOf(line);
    const last = blocks.at(-1);
    if (open && last?.kind === kind && kind !== "heading" && kind !== "rule") last.lines.push(rest);
    else blocks.push({ kind, lines: [rest] });
    open = true;
  }
  return blocks;
}

function ListItem({ text }: { text: string }) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (task === null) return <li>{renderInline(text)}</li>;
  return (
    <li className="-ms-4 list-none">
      <span aria-hidden="true">{task[1] === " " ? "☐ " : "☑ "}</span>
      {renderInline(task[2] ?? "")}
    </li>
  );
}

function BlockView({ block }: { block: Block }) {
  const text = block.lines.join("\n");
  const items = block.lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and the text is drawn whole
    <ListItem key={index} text={line} />
  ));
  switch (block.kind) {
    case "heading":
      return <p className="font-semibold">{renderInline(text)}</p>;
    case "bullets":
      return <ul className="list-disc ps-4">{items}</ul>;
    case "numbers":
      return <ol className="list-decimal ps-5">{items}</ol>;
    case "quote":
      return <blockquote className="border-line border-s-2 ps-3 text-muted">{renderInline(text)}</blockquote>;
    case "code":
      return <pre className="overflow-x-auto rounded-control bg-hover p-2 font-mono text-small">{text}</pre>;
    case "rule":
      return <hr className="border-line" />;
    default:
      return <p className="whitespace-pre-line">{renderInline(text)}</p>;
  }
}

export function Markdown({ source }: { source: string }) {
  return (
    <div className="flex flex-col gap-2 break-words">
      {blocksOf(source).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other name, and the text is drawn whole
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

/** The words of a text without its marks, for one line of a list. */
export function plainText(source: string): string {
  return source
    .replace(/^\s*(#{1,6}|[-*+>]|\d+[.)])\s+/gm, "")
    .replace(/[*_`~]|\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
