import { apiUrl, refusalOf, unreachable } from "./client";

/** Whether there is a picture to be shown: now, in a while, or never. */
export type PictureState = "ready" | "later" | "none";

/** Asks for the bytes of a picture, which the browser then has at hand, and says how it stands where there are none. */
export async function pictureState(path: string, query: Record<string, string>, signal: AbortSignal) {
  let response: Response;
  try {
    response = await fetch(apiUrl(path, query), { credentials: "same-origin", signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw unreachable(cause);
  }
  if (response.ok) {
    await response.arrayBuffer();
    return "ready" satisfies PictureState;
  }
  const { status } = await refusalOf(path, response);
  return (status === 409 || status === 429 || status === 503 ? "later" : "none") satisfies PictureState;
}
