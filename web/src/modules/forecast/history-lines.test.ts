import { expect, test } from "vitest";
import { lines } from "./history-lines";

const point = (closed: string, committed: string, at_best: string) => ({
  at: "2031-05-01",
  figures: { closed, committed, at_best },
});

test("lines lie between the edges, the highest amount at the top", () => {
  const history = { data: [point("0.00", "50.00", "100.00"), point("25.00", "50.00", "75.00")] } as never;
  expect(lines(history, 600, 102)).toEqual([
    { series: "closed", points: "0,101 600,76" },
    { series: "committed", points: "0,51 600,51" },
    { series: "at_best", points: "0,1 600,26" },
  ]);
});

test("nothing at all lies at the bottom", () => {
  const history = { data: [point("0", "0", "0"), point("-5", "0", "0")] } as never;
  expect(lines(history, 600, 102)[0]?.points).toBe("0,101 600,101");
});
