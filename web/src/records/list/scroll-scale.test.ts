import { describe, expect, test } from "vitest";
import { ScrollScale, tallest } from "./scroll-scale";
import { rowsWithin } from "./use-grid-scroll";

const viewport = 800;

describe("a list that fits", () => {
  test("scrolls pixel by pixel", () => {
    const scale = new ScrollScale();
    scale.resize(50_000, viewport);
    expect(scale.height).toBe(50_000);
    expect(scale.moved(12_345)).toBe(12_345);
    expect(scale.shift).toBe(0);
  });

  test("leaves no room above its first row when it gets so short that it fits", () => {
    const scale = new ScrollScale();
    scale.resize(50_000, viewport);
    scale.moved(40);
    scale.resize(500, viewport);
    expect(scale.offset).toBe(0);
    expect(scale.shift).toBe(0);
  });
});

describe("a list of a million rows", () => {
  const total = 36_000_000;
  const make = () => {
    const scale = new ScrollScale();
    scale.resize(total, viewport);
    return scale;
  };

  test("is no taller than a browser can lay out", () => expect(make().height).toBe(tallest));

  test("follows the wheel pixel by pixel", () => {
    const scale = make();
    scale.goTo(5_000_000);
    const bar = scale.rest();
    expect(scale.moved(bar + 100)).toBe(5_000_100);
    const { shift } = scale;
    scale.moved(bar + 200);
    expect(scale.shift).toBe(shift);
  });

  test("lands in proportion when the bar is dragged", () => {
    const scale = make();
    const middle = (tallest - viewport) / 2;
    expect(scale.moved(middle)).toBeCloseTo((total - viewport) / 2, -1);
  });

  test("reaches both ends", () => {
    const scale = make();
    expect(scale.moved(tallest - viewport)).toBe(total - viewport);
    expect(scale.moved(0)).toBe(0);
  });

  test("brings the bar back into proportion at rest without moving the rows", () => {
    const scale = make();
    let bar = scale.goTo(20_000_000);
    for (let turn = 0; turn < 50; turn += 1) {
      bar += 120;
      scale.moved(bar);
    }
    const { offset } = scale;
    const rested = scale.rest();
    expect(scale.offset).toBe(offset);
    expect(rested / (tallest - viewport)).toBeCloseTo(offset / (total - viewport), 4);
    expect(scale.moved(rested)).toBe(offset);
  });

  test("stays within a list that became shorter", () => {
    const scale = make();
    scale.goTo(30_000_000);
    scale.resize(10_000, viewport);
    expect(scale.offset).toBe(10_000 - viewport);
  });
});

describe("the rows of a viewport", () => {
  test("are those that can be seen, and a few around them", () => {
    expect(rowsWithin(0, 360, 36, 1000)).toEqual({ first: 0, last: 18 });
    expect(rowsWithin(3600, 360, 36, 1000)).toEqual({ first: 92, last: 118 });
  });
  test("never go past the ends", () => {
    expect(rowsWithin(36_000, 360, 36, 5)).toEqual({ first: 5, last: 5 });
    expect(rowsWithin(0, 360, 36, 0)).toEqual({ first: 0, last: 0 });
  });
});
