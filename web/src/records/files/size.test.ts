import { expect, it } from "vitest";
import { formatSize } from "./size";

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_499, "1 kB"],
  [1_250_000, "1.3 MB"],
  [26_214_400, "26.2 MB"],
  [5_000_000_000_000, "5,000 GB"],
])("says %i as %s", (bytes, said) => expect(formatSize(bytes)).toBe(said));
