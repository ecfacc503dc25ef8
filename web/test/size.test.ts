import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

// The budgets of the client, in bytes (1 kB = 1000). They are promises to people on slow lines: raise one only with a reason.
const dist = join(import.meta.dirname, "../dist");

interface Chunk {
  file: string;
  name?: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}

const manifestPath = join(dist, ".vite/manifest.json");
const built = existsSync(manifestPath);
const manifest = (built ? JSON.parse(readFileSync(manifestPath, "utf8")) : {}) as { [key: string]: Chunk };

function chunkOf(key: string): Chunk {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`The build has no chunk ${key}.`);
  return chunk;
}

/** A chunk with everything it needs before it can run. */
function closure(...keys: string[]): Set<string> {
  const found = new Set<string>();
  const visit = (key: string): void => {
    if (found.has(key)) return;
    found.add(key);
    chunkOf(key).imports?.forEach(visit);
  };
  keys.forEach(visit);
  return found;
}

const gzip = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
const brotli = (file: string): number => brotliCompressSync(readFileSync(join(dist, file))).length;
const sum = (keys: Iterable<string>, size: (file: string) => number): number =>
  [...keys].reduce((total, key) => total + size(chunkOf(key).file), 0);

/** What opening a page loads in all: the entry, the route and the texts. */
function route(...sources: string[]): Set<string> {
  const texts = Object.keys(manifest).find((key) => key.endsWith("locales/en.po"));
  return closure("index.html", ...sources, ...(texts === undefined ? [] : [texts]));
}

describe("sizes of the build", () => {
  it("has a build to look at", () => {
    expect(built, "Run `npm run build` first.").toBe(true);
  });

  it("keeps the entry under 120 kB gzip and 105 kB brotli", () => {
    const entry = closure("index.html");
    expect(sum(entry, gzip)).toBeLessThanOrEqual(120_000);
    expect(sum(entry, brotli)).toBeLessThanOrEqual(105_000);
  });

  it.each([
    ["a list", 170_000, ["src/records/list/list-page.tsx", "src/records/list/table.tsx"]],
    ["a board", 170_000, ["src/records/list/list-page.tsx", "src/records/board/board.tsx"]],
    ["a record", 170_000, ["src/records/page/record-page.tsx"]],
    ["the log-in", 170_000, ["src/modules/auth/index.ts"]],
  ])("keeps all of %s under %i bytes gzip", (_, budget, sources) => {
    expect(sum(route(...sources), gzip)).toBeLessThanOrEqual(budget);
  });

  it("keeps every lazy chunk under 90 kB gzip", () => {
    const entry = new Set([...closure("index.html")].map((key) => chunkOf(key).file));
    const files = readdirSync(join(dist, "assets")).filter((file) => file.endsWith(".js"));
    for (const file of files) {
      if (entry.has(`assets/${file}`)) continue;
      expect(gzip(`assets/${file}`), file).toBeLessThanOrEqual(90_000);
    }
  });

  it("keeps the styles under 20 kB gzip", () => {
    const files = readdirSync(join(dist, "assets")).filter((file) => file.endsWith(".css"));
    expect(files.reduce((total, file) => total + gzip(`assets/${file}`), 0)).toBeLessThanOrEqual(20_000);
  });

  it("has no inline script or style, which the content security policy forbids", () => {
    const page = readFileSync(join(dist, "index.html"), "utf8");
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/i);
  });
});
