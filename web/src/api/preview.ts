import { send } from "./client";
import { asProblem } from "./problem";

/** Whether there is a picture to be shown: now, in a while, or never. */
export type PictureState = "ready" | "later" | "none";

const later = new Set([409, 429, 503]);

/** Asks for the bytes of a picture, which the browser then has at hand, and says how it stands where there are none. */
export async function pictureState(
  path: string,
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<PictureState> {
  try {
    await (await send("GET", path, undefined, { query, signal })).arrayBuffer();
    return "ready";
  } catch (error) {
    const status = asProblem(error)?.status ?? 0;
    if (status === 0) throw error;
    return later.has(status) ? "later" : "none";
  }
}
