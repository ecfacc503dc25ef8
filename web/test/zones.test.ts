import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

// Imports point one way: ui, api and i18n know nobody above them, then records, then modules, then app.
const src = join(import.meta.dirname, "../src");
const order = ["ui", "i18n", "api", "offline", "records", "modules", "app"];
const ground = new Set(["ui", "i18n", "api", "offline"]);

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && file.includes("/"))
  .map((file) => file.replaceAll("\\", "/"));

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)]
    .map((match) => relative(src, resolve(src, dirname(file), match[1] ?? "")))
    .filter((target) => !target.startsWith(".."));
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  // The ground is flat but for this: what is drawn knows neither the server nor the device's store.
  if (ground.has(from) && ground.has(to)) return from !== "ui" && from !== "i18n";
  return order.indexOf(from) > order.indexOf(to);
}

it("has only known folders", () => {
  expect([...new Set(files.map((file) => file.split("/")[0] ?? ""))].filter((zone) => !order.includes(zone))).toEqual(
    [],
  );
});

it("imports downwards only", () => {
  const wrong = files.flatMap((file) => {
    const from = file.split("/")[0] ?? "";
    return importsOf(file)
      .filter((target) => !isAllowed(from, target.split("/")[0] ?? ""))
      .map((target) => `${file} -> ${target}`);
  });
  expect(wrong).toEqual([]);
});

it("keeps modules apart", () => {
  const wrong = files
    .filter((file) => file.startsWith("modules/") && file.split("/").length > 2)
    .flatMap((file) => {
      const own = file.split("/")[1];
      return importsOf(file)
        .filter(
          (target) => target.startsWith("modules/") && target.split("/").length > 2 && target.split("/")[1] !== own,
        )
        .map((target) => `${file} -> ${target}`);
    });
  expect(wrong).toEqual([]);
});

it("fetches in one place", () => {
  const callers = files.filter(
    (file) => !file.includes(".test.") && /\bfetch\(/.test(readFileSync(join(src, file), "utf8")),
  );
  expect(callers).toEqual(["api/client.ts"]);
});
