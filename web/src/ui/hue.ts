import type { CSSProperties } from "react";

/** The colours of a hue, 0 to 360; grey without one. */
export function hueStyle(hue: number | null | undefined): CSSProperties | undefined {
  return hue === null || hue === undefined ? undefined : ({ "--hue": hue } as CSSProperties);
}
